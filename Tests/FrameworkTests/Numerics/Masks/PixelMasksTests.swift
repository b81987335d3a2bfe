import Testing

@testable import Framework

struct PixelMasksTests {
  /// Random masks of runs, with empty and full ones among them.
  static func random(_ shape: ImageShape, seed: UInt64) -> PixelMasks {
    var random = CounterRandom(seed: seed, index: 0, purpose: .syntheticImage)
    var masks = PixelMasks(empty: shape)
    for place in 0..<shape.count {
      let stay = [0.5, 0.9, 1, 0][place % 4]
      var isIn = place % 4 == 2
      for pixel in 0..<shape.count {
        if random.uniform() >= stay { isIn.toggle() }
        if isIn && place % 4 != 3 { masks[place, pixel] = true }
      }
    }
    return masks
  }

  static let shapes = [(1, 1, 1), (1, 3, 64), (2, 2, 65), (3, 4, 5), (1, 2, 130)].map {
    ImageShape(channels: $0.0, height: $0.1, width: $0.2)
  }

  @Test(arguments: shapes) func runsMakeUpTheMask(_ shape: ImageShape) {
    let masks = Self.random(shape, seed: 1)
    for place in 0..<shape.count {
      for other in [nil, (place + 1) % shape.count] as [Int?] {
        var found = PixelMasks(empty: shape)
        var runs = 0
        var previous = (row: -1, end: 0)
        masks.forEachRun(of: place, without: other) { row, columns in
          // Runs come in order, and never touch in one row.
          #expect(row > previous.row || columns.lowerBound > previous.end)
          #expect(!columns.isEmpty)
          previous = (row, columns.upperBound)
          runs += 1
          for column in columns { found[place, row * shape.width + column] = true }
        }
        #expect(runs == masks.runs(of: place, without: other))
        for pixel in 0..<shape.count {
          let expected = masks[place, pixel] && !(other.map { masks[$0, pixel] } ?? false)
          #expect(found[place, pixel] == expected)
        }
      }
      #expect(masks.count(of: place) == (0..<shape.count).filter { masks[place, $0] }.count)
    }
  }

  @Test(arguments: shapes) func transposingExchangesPlaceAndPixel(_ shape: ImageShape) {
    let masks = Self.random(shape, seed: 2)
    let transposed = masks.transposed()
    for place in 0..<shape.count {
      for pixel in 0..<shape.count {
        #expect(transposed[pixel, place] == masks[place, pixel])
      }
    }
    #expect(transposed.transposed() == masks)
  }

  @Test func pixelsCanBeTakenOut() {
    var masks = Self.random(Self.shapes[3], seed: 3)
    for pixel in 0..<Self.shapes[3].count { masks[2, pixel] = false }
    #expect(masks.count(of: 2) == 0)
    #expect(masks.runs(of: 2) == 0)
  }
}
