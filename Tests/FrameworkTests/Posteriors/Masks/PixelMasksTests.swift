import TestSupport
import Testing

@testable import LocusImages

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

  @Test(arguments: shapes) func pixelsAndBytesMakeUpTheMask(_ shape: ImageShape) {
    let masks = Self.random(shape, seed: 1)
    for place in 0..<shape.count {
      let expected = (0..<shape.count).filter { masks[place, $0] }
      #expect(masks.pixels(of: place) == expected)
      #expect(masks.count(of: place) == expected.count)
      var found: [Int] = []
      for row in 0..<shape.channels * shape.height {
        for byte in 0..<(shape.width + 7) / 8 {
          let bits = masks.byte(byte, of: place, row: row)
          found += (0..<8).filter { bits >> $0 & 1 == 1 }.map {
            row * shape.width + byte * 8 + $0
          }
        }
      }
      #expect(found == expected)
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
    #expect(masks.pixels(of: 2).isEmpty)
  }
}
