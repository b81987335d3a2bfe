import Foundation
import TestSupport
import Testing

@testable import LocusFormats

@Suite struct ResizeTests {
  private func image(width: Int, height: Int, channels: Int) -> RasterImage {
    RasterImage(
      width: width, height: height, channels: channels,
      pixels: FormatFixture.pattern(width: width, height: height, channels: channels))
  }

  private func largestDifference(_ image: RasterImage, from name: String) throws -> Int {
    let expected = try NpyArray(contentsOf: FormatFixture.url("resize/\(name).npy"))
    #expect(expected.shape.prefix(2) == [image.height, image.width])
    return try zip(image.pixels, expected.integers()).map { abs(Int($0) - $1) }.max() ?? 256
  }

  @Test func squaresAreThoseOfPillow() throws {
    for (width, height, channels, side) in [(37, 23, 1, 16), (20, 31, 3, 8), (5, 7, 3, 11)] {
      let square = image(width: width, height: height, channels: channels).resized(toSquare: side)
      let name = "square_\(width)x\(height)x\(channels)_\(side)"
      #expect(try largestDifference(square, from: name) == 0)
    }
    let same = image(width: 9, height: 9, channels: 1)
    #expect(same.resized(toSquare: 9) == same)
    #expect(try largestDifference(same, from: "square_9x9x1_9") == 0)
  }

  /// Pillow 13 scales the columns of the second first, which rounds differently in between.
  @Test func otherSizesAreThoseOfPillow() throws {
    for (width, height, channels, newWidth, newHeight) in [
      (50, 40, 3, 7, 13), (6, 40, 1, 19, 3), (3, 1, 1, 8, 5),
    ] {
      let result = image(width: width, height: height, channels: channels)
        .resized(width: newWidth, height: newHeight)
      let name = "exact_\(width)x\(height)x\(channels)_\(newWidth)x\(newHeight)"
      #expect(try largestDifference(result, from: name) <= 1)
    }
  }

  /// With rows scaled first, as Pillow did before version 13.
  @Test(arguments: [
    ("box", ResampleFilter.box), ("bilinear", .bilinear), ("bicubic", .bicubic),
    ("lanczos", .lanczos),
  ])
  func everyFilterIsThatOfPillow(name: String, filter: ResampleFilter) throws {
    for (width, height, channels, newWidth, newHeight) in [
      (50, 40, 3, 7, 13), (6, 9, 1, 19, 31), (33, 20, 3, 16, 20),
    ] {
      let result = image(width: width, height: height, channels: channels)
        .resized(width: newWidth, height: newHeight, filter: filter)
      let stem = "\(name)_\(width)x\(height)x\(channels)_\(newWidth)x\(newHeight)"
      #expect(try largestDifference(result, from: stem) == 0)
    }
  }

  @Test func constantImagesStayConstant() {
    for (size, newSize) in [(1, 9), (7, 3), (64, 1), (10, 11)] {
      let white = RasterImage(
        width: size, height: size, channels: 1,
        pixels: [UInt8](repeating: 255, count: size * size))
      let result = white.resized(width: newSize, height: newSize)
      #expect(result.pixels == [UInt8](repeating: 255, count: newSize * newSize))
    }
  }

  @Test func cropsTheGivenPart() {
    let whole = RasterImage(width: 3, height: 2, channels: 1, pixels: [0, 1, 2, 3, 4, 5])
    let part = RasterImage(width: 2, height: 1, channels: 1, pixels: [4, 5])
    #expect(whole.cropped(x: 1, y: 1, width: 2, height: 1) == part)
  }
}
