import Testing

@testable import Framework

struct MaskProgramTests {
  /// Follows the program over an image of one lane; every mask's sum must be that of its pixels.
  @Test(arguments: PixelMasksTests.shapes, [true, false])
  func formsTheSumOfEveryMask(_ shape: ImageShape, _ cumulative: Bool) {
    let masks = PixelMasksTests.random(shape, seed: 9)
    let program = MaskProgram(masks, cumulative: cumulative)
    #expect(program.isPaired == cumulative)
    let group = MaskKernelTable.current.set.groupSize
    // Powers would overflow; small primes make a wrong pixel show.
    let values = (0..<shape.count).map { Double(($0 * 7919) % 10_007) }
    var table = [0.0]
    for (pixel, value) in values.enumerated() {
      table.append(cumulative && pixel % shape.width > 0 ? table[pixel] + value : value)
    }
    var slots = [Double](repeating: .nan, count: program.slots)
    var seen: Set<Int> = []
    for node in 0..<program.maskCount {
      let entry = program.nodes[node * 5..<node * 5 + 5].map(Int.init)
      var sum = entry[1] >= 0 ? slots[entry[1]] : 0
      for (index, term) in program.terms[entry[3]..<entry[4]].enumerated() {
        let value = table[Int(term) / group]
        sum += cumulative && index % 2 == 1 ? -value : value
      }
      if entry[2] >= 0 { slots[entry[2]] = sum }
      let pixels = (0..<shape.count).filter { masks[entry[0], $0] }
      #expect(sum == pixels.reduce(0) { $0 + values[$1] })
      seen.insert(entry[0])
    }
    #expect(seen.count == shape.count)
    #expect(program.slots <= MaskProgram.deepest + 1)
  }

  /// Masks that grow from left to right by a pixel: one run each beyond the first, however long.
  @Test func neighboursShareTheirSums() {
    let shape = ImageShape(channels: 1, height: 8, width: 8)
    var masks = PixelMasks(empty: shape)
    for place in 0..<64 {
      for pixel in 0..<64 where pixel % 2 == 0 || pixel == place { masks[place, pixel] = true }
    }
    let program = MaskProgram(masks, cumulative: true)
    let own = MaskProgram(masks, cumulative: false)
    #expect(program.terms.count < own.terms.count / 5)
  }
}
