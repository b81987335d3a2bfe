import Testing

@testable import LocusImages

struct WindowAxisTests {
  static let axes: [WindowAxis] = [1, 2, 5, 8, 13].flatMap { size in
    stride(from: 1, through: 15, by: 2).flatMap { window in
      [WindowAxis.samePlaceAtBorders(size, window: window)]
        + (window <= size ? [.anyPlace(size, window: window)] : [])
    }
  }

  /// The places that every pixel is compared with, from pairs of pixels and places.
  private func places(_ pairs: [(Int, Int)], _ size: Int) -> [[Int]] {
    (0..<size).map { pixel in pairs.filter { $0.0 == pixel }.map(\.1).sorted() }
  }

  private func pairs(_ axis: WindowAxis) -> [(Int, Int)] {
    axis.shifts.flatMap { shift in
      shift.places.map { (($0 + shift.offset + axis.size) % axis.size, $0) }
    }
  }

  /// Every pair of a pixel and a place occurs once, and `choices` counts a pixel's places.
  @Test func shiftsCoverAllPairs() {
    for size in [1, 2, 5, 8] {
      for window in stride(from: 1, through: 11, by: 2) {
        let reach = window / 2
        var axes = [WindowAxis.samePlaceAtBorders(size, window: window)]
        if window <= size { axes.append(.anyPlace(size, window: window)) }
        for (index, axis) in axes.enumerated() {
          for (pixel, found) in places(pairs(axis), size).enumerated() {
            let isInside = reach <= pixel && pixel < size - reach
            let expected = index == 0 && !isInside ? [pixel] : Array(reach..<size - reach)
            #expect(found == expected)
          }
          #expect(axis.choices == max(1, size - 2 * reach))
        }
      }
    }
  }

  /// Blocks have the pairs of their axis, each once; what they do not have, they call absent.
  @Test func blocksHaveTheirShiftsPairs() {
    for axis in Self.axes {
      var found: [(Int, Int)] = []
      for block in ShiftBlock.blocks(of: axis, longest: 4) {
        #expect((1...4).contains(block.count))
        let row = block.places.count + 3
        for index in 0..<4 * row where !block.absent.contains(Int32(index)) {
          let (shift, place) = index.quotientAndRemainder(dividingBy: row)
          #expect(shift < block.count)
          let u = block.places.lowerBound + place
          #expect(block.places.contains(u))
          found.append(((u + block.offset + shift + axis.size) % axis.size, u))
        }
      }
      #expect(places(found, axis.size) == places(pairs(axis), axis.size))
    }
  }

  /// Blocks are as full as they can be where all places are alike.
  @Test func likeShiftsShareBlocks() {
    let blocks = ShiftBlock.blocks(of: .anyPlace(10, window: 5), longest: 4)
    #expect(blocks.map(\.count) == [4, 4, 2])
    #expect(blocks.map(\.offset) == [0, 4, 8])
    #expect(blocks.allSatisfy { $0.places == 2..<8 })
  }
}
