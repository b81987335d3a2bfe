import Foundation
import Testing

@testable import Datasets
@testable import Framework

/// Squares as the tools make them: `Tools/make_picture_fixtures.py` does with Pillow what they do.
@Suite struct PictureResizeTests {
  @Test(arguments: PictureResize.allCases)
  func squaresAreThoseOfTheTool(rule: PictureResize) throws {
    let file = try #require(Bundle.module.resourceURL)
      .appendingPathComponent("Fixtures/pictures/tools.npz")
    let archive = try NpzArchive(contentsOf: file)
    var count = 0
    for name in archive.names where name.hasSuffix("_\(rule.rawValue)") {
      let parts = name.split(separator: "_")
      let picture = try archive.array(named: String(parts[0]))
      let image = RasterImage(
        width: picture.shape[1], height: picture.shape[0], channels: picture.shape[2],
        pixels: try picture.bytes())
      let side = try #require(Int(parts[1]))
      let square = rule.square(of: image, side: side)
      #expect(square.width == side && square.height == side)
      let expected = try archive.array(named: name).bytes()
      #expect(square.pixels == expected, "\(name)")
      count += 1
    }
    #expect(count == 9)
  }

  @Test func aResizeNeedsAResolution() throws {
    let text = message {
      _ = try request(["name": "image-folder", "path": "/x", "resize": "torchvision-squash"])
    }
    #expect(
      text?.contains(
        "\"resize\": \"torchvision-squash\" needs a \"resolution\", such as \"resolution\": 64")
        == true)
  }
}
