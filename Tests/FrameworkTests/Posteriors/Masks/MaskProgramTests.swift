import TestSupport
import Testing

@testable import LocusImages

struct MaskProgramTests {
  /// Follows the program over an image of one lane; every mask's sum must be that of its pixels.
  @Test(arguments: PixelMasksTests.shapes) func formsTheSumOfEveryMask(_ shape: ImageShape) {
    let masks = PixelMasksTests.random(shape, seed: 9)
    let program = MaskProgram(masks)
    // Powers would overflow; small primes make a wrong pixel show.
    let values = (0..<shape.count).map { ($0 * 7919) % 10_007 }
    var table = [0] + values
    for first in stride(from: 0, to: program.pairs.count, by: 2) {
      let pair = program.pairs[first..<first + 2].map { Int($0) / ImageGroup.size }
      // What a sum is made of was formed before it.
      #expect(pair.allSatisfy { $0 > 0 && $0 < table.count })
      table.append(table[pair[0]] + table[pair[1]])
    }
    #expect(table.count == program.vectorCount)
    #expect(program.bounds.count == shape.count + 1)
    for place in 0..<shape.count {
      let terms = program.terms[Int(program.bounds[place])..<Int(program.bounds[place + 1])]
      #expect(terms.count % 4 == 0)
      let sum = terms.reduce(0) { $0 + table[Int($1) / ImageGroup.size] }
      #expect(sum == masks.pixels(of: place).reduce(0) { $0 + values[$1] })
    }
  }

  /// Every mask is the same comb and one pixel of its own: the comb's sum is formed once.
  @Test func masksShareTheirSums() {
    let shape = ImageShape(channels: 2, height: 8, width: 8)
    var masks = PixelMasks(empty: shape)
    for place in 0..<128 {
      for pixel in 0..<128 where pixel % 2 == 0 || pixel == place { masks[place, pixel] = true }
    }
    let program = MaskProgram(masks)
    #expect(program.pairs.count / 2 == 63)
    // The comb, a pixel of its own where it is not in the comb, and zeros.
    #expect(program.terms.count == 4 * 128)
    #expect(program.terms.count { $0 > 0 } == 128 + 64)
  }

  /// Few masks that have little in common are summed pixel by pixel.
  @Test func sharesNothingWithoutUsers() {
    let shape = ImageShape(channels: 1, height: 1, width: MaskBlock.fewestUsers - 1)
    var masks = PixelMasks(empty: shape)
    for place in 0..<shape.count {
      for pixel in 0..<shape.count { masks[place, pixel] = true }
    }
    #expect(MaskProgram(masks).pairs.isEmpty)
  }
}
