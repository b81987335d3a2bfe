import Foundation
import Framework
import Testing

@testable import Runner

/// Pictures of samples.
@Suite struct PictureTests {
  private let shape = ImageShape(channels: 1, height: 2, width: 3)

  @Test func valuesBecomeBytes() {
    let row = PixelRow("a", [[-1, 1, 0, -2, 1.5, .nan][...], nil], shape: shape)
    #expect(row.images[0] == [0, 255, 128, 0, 255, 127])
    #expect(row.images[1] == nil)
    #expect(row.clipped == 3 && row.numbers == 6)
  }

  @Test func coloursAreInterleaved() {
    let shape = ImageShape(channels: 3, height: 1, width: 2)
    let row = PixelRow("a", [[-1, 1, 1, -1, -1, -1][...]], shape: shape)
    #expect(row.images[0] == [0, 255, 0, 255, 0, 0])
    // Of other channels the first is shown.
    let two = ImageShape(channels: 2, height: 1, width: 2)
    #expect(PixelRow("a", [[-1, 1, 0, 0][...]], shape: two).images[0] == [0, 255])
  }

  @Test func imagesAreRepeatedByAWholeFactor() {
    let rows = [
      PixelRow("a", [[-1, -1, -1, -1, -1, -1][...], [0, 0, 0, 0, 0, 0][...]], shape: shape),
      PixelRow("b", [nil, [-1, 1, -1, 1, -1, 1][...]], shape: shape),
    ]
    let image = PictureGrid.image(rows, shape: shape, factor: 2, gap: 1)
    #expect(image.width == 13 && image.height == 9)
    func line(_ y: Int) -> [UInt8] { Array(image.pixels[y * 13..<(y + 1) * 13]) }
    #expect(line(0) == [0, 0, 0, 0, 0, 0, 255, 128, 128, 128, 128, 128, 128])
    #expect(line(4) == [UInt8](repeating: 255, count: 13))
    #expect(line(5).suffix(6) == [0, 0, 255, 255, 0, 0] && line(5) == line(6))
    #expect(line(7).suffix(6) == [255, 255, 0, 0, 255, 255])
    #expect(line(5).prefix(7).allSatisfy { $0 == 255 })
  }

  static let factors: [(side: Int, factor: Int)] = [
    (8, 8), (16, 4), (28, 2), (32, 2), (64, 1), (256, 1),
  ]

  @Test(arguments: factors) func smallImagesAreScaledUp(_ side: Int, _ factor: Int) {
    #expect(PictureGrid.factor(ImageShape(channels: 3, height: side, width: side)) == factor)
  }

  @Test func whatIsClippedIsSaid() throws {
    let rows = [
      PixelRow("inside", [[0, 0, 0, 0, 0, 0][...]], shape: shape),
      PixelRow("outside", [[0, 0, 0, 0, 0, 3][...]], shape: shape),
    ]
    let picture = try #require(
      ReportPicture(
        "p", "P", rows: rows, columns: "Columns: one.", columnTitles: ["0"],
        shape: shape))
    #expect(picture.caption[0] == "Rows from top to bottom: inside, outside.")
    #expect(picture.caption.last == "Outside [−1, 1] and clipped: outside 16.7 %.")
    #expect(picture.caption.contains { $0.hasPrefix("Every pixel is shown 21 times") })
  }

  /// Whole runs: the pictures' first tiles are the arrays that the units keep.
  @Test func picturesShowTheRecordedArrays() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec(["save_arrays": true]))
    #expect(try sandbox.locus("run", spec, reports: true) == .done)
    let pictures = try sandbox.files("out/little/report/pictures")
    #expect(
      pictures
        == ["differences", "samples", "x0-steps", "xt-steps"].flatMap {
          [$0 + ".png", $0 + ".svg"]
        })
    let image = try PNG.read(
      sandbox.folder.appendingPathComponent("out/little/report/pictures/samples.png"))
    // Reference, three denoisers and the nearest training image; eight samples of 8×8 pixels.
    #expect(image.width == 8 * 66 - 2 && image.height == 5 * 66 - 2)
    let array = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/arrays/optimal.npy"))
    // The last of three steps, sample 1.
    let values = array.floats(in: (2 * 20 + 1) * 64..<(2 * 20 + 2) * 64)
    let expected = PixelRow("", [values[...]], shape: array.imageShape).images[0]!
    for y in 0..<8 {
      for x in 0..<8 {
        let place = (66 + 8 * y) * image.width + 66 + 8 * x
        #expect(image.pixels[place * image.channels] == expected[y * 8 + x])
      }
    }
    // The nearest training image is one of the training images.
    let nearest = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/little/shown/run0.nearest.npy"))
    #expect(nearest.shape == [20, 1, 8, 8])
    let data = try sandbox.write(
      [
        "version": 1, "name": "images", "task": "images",
        "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
      ], to: "images.json")
    #expect(try sandbox.locus("run", data) == .done)
    let images = try NpyArray(
      contentsOf: sandbox.folder.appendingPathComponent("out/images/images.npy"))
    let training = (0..<60).map { image in
      images.doubles(in: image * 64..<(image + 1) * 64).map { Float($0 / 127.5 - 1) }
    }
    for sample in 0..<20 {
      #expect(training.contains(nearest.floats(in: sample * 64..<(sample + 1) * 64)))
    }
  }

  /// Held-out images stand beside what was made of them.
  @Test func cleanImagesOfForwardInputs() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      Sandbox.spec(["task": "denoise", "inputs": ["source": "forward"], "samples": 4]))
    #expect(try sandbox.locus("run", spec, reports: true) == .done)
    #expect(
      try sandbox.files("out/little/shown") == ["run0.clean.npy", "run0.nearest.npy", "shown.json"])
    let captions = String(
      decoding: try sandbox.data("out/little/report/captions.md"), as: UTF8.self)
    #expect(captions.contains("nearest training image, clean image"))
    #expect(captions.contains("held-out image with its noise"))
  }
}

extension NpyArray {
  fileprivate var imageShape: ImageShape {
    ImageShape(channels: shape[2], height: shape[3], width: shape[4])
  }
}
