import TestSupport
import Testing

@testable import LocusImages

/// Sums over masks in lanes against slow ones in Double.
struct MaskTableTests {
  @Test(arguments: PixelMasksTests.shapes, KernelTable.available)
  func sumsAreThoseOfThePixels(_ shape: ImageShape, _ kernels: KernelTable) {
    let masks = PixelMasksTests.random(shape, seed: 13)
    let program = MaskProgram(masks)
    let table = MaskTable(program, kernels: kernels.masks)
    var random = TestRandom(seed: 4)
    let lanes = ImageGroup.size
    for index in 0..<shape.count * lanes {
      table.pixels[index] = Float.random(in: 0...4, using: &random)
    }
    let start = Scratch<Float>(zeros: lanes)
    for (first, from) in [(Float(0), nil), (.infinity, UnsafePointer(start.base))] {
      start.base[7] = first
      var seen = 0
      table.forEachSums(from: from) { range, sums in
        #expect(range.lowerBound == seen)
        seen = range.upperBound
        for place in range {
          let pixels = masks.pixels(of: place)
          for lane in 0..<lanes {
            let sum = Double(sums[(place - range.lowerBound) * lanes + lane])
            guard from == nil || lane != 7 else {
              #expect(sum == .infinity)
              continue
            }
            let expected = pixels.reduce(0.0) { $0 + Double(table.pixels[$1 * lanes + lane]) }
            // All numbers are positive: each rounding changes the sum by 2^-24 of it at most.
            #expect(abs(sum - expected) <= Double(program.roundings) * 0x1.01p-24 * expected)
          }
        }
      }
      #expect(seen == shape.count)
    }
  }

  @Test(arguments: [1, 3], KernelTable.available)
  func squaresAreSummedOverChannels(_ channels: Int, _ kernels: KernelTable) {
    let (pixels, lanes, signal) = (5, ImageGroup.size, Float(0.7))
    var random = TestRandom(seed: 5)
    let query = (0..<pixels * channels).map { _ in Float.random(in: -2...2, using: &random) }
    let images = (0..<pixels * channels * lanes).map { _ in
      Float.random(in: -1...1, using: &random)
    }
    var squares = [Float](repeating: .nan, count: pixels * lanes)
    kernels.masks.squares(
      pixels: pixels, channels: channels, signal: signal, query: query, images: images,
      squares: &squares)
    for index in squares.indices {
      let expected = (0..<channels).reduce(0.0) { sum, channel in
        let place = channel * pixels + index / lanes
        let image = images[place * lanes + index % lanes]
        let difference = Double(query[place]) - Double(signal) * Double(image)
        return sum + difference * difference
      }
      #expect(abs(Double(squares[index]) - expected) <= 1e-6 * (1 + expected))
    }
  }
}
