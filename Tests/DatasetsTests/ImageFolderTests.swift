import Foundation
import Testing

@testable import Datasets
@testable import Framework

@Suite struct ImageFolderTests {
  static func entry(_ sandbox: DataSandbox, _ more: KeyValuePairs<String, JSON> = [:]) -> JSON {
    .object([("name", "image-folder"), ("path", sandbox.path)] + more.map { ($0, $1) })
  }

  @Test func imagesComeInTheOrderOfTheirNames() throws {
    let sandbox = try DataSandbox()
    for (name, level) in [("b.png", 2), ("a.PNG", 1), ("c10.png", 3), (".hidden.png", 9)] {
      try sandbox.writePNG(name) { _, _, _ in UInt8(level) }
    }
    try sandbox.write([1, 2, 3], to: "notes.txt")
    let data = try load(Self.entry(sandbox))
    #expect(data.images.shape == ImageShape(channels: 3, height: 4, width: 5))
    #expect((0..<3).map { data.images.packedBytes()?[$0 * 60] } == [1, 2, 3])
    #expect(data.images.count == 3)
    #expect(data.labels == nil && data.classNames == nil)
  }

  @Test func imagesAreChannelMajor() throws {
    let sandbox = try DataSandbox()
    try sandbox.writePNG("one.png") { x, y, c in UInt8(100 * c + 10 * y + x) }
    var expected: [UInt8] = []
    for c in 0..<3 {
      for y in 0..<4 { expected += (0..<5).map { UInt8(100 * c + 10 * y + $0) } }
    }
    #expect(try load(Self.entry(sandbox)).images.packedBytes() == expected)
  }

  @Test func subFoldersAreClasses() throws {
    let sandbox = try DataSandbox()
    for (name, level) in [("wild/x.png", 3), ("cat/2.png", 2), ("cat/1.png", 1), ("dog/y.png", 4)] {
      try sandbox.writePNG(name) { _, _, _ in UInt8(level) }
    }
    let data = try load(Self.entry(sandbox))
    #expect(data.classNames == ["cat", "dog", "wild"])
    #expect(data.labels == [0, 0, 1, 2])
    #expect((0..<4).map { data.images.packedBytes()?[$0 * 60] } == [1, 2, 4, 3])
    let dogs = try load(Self.entry(sandbox, ["classes": [1]]))
    #expect(dogs.labels == [1] && dogs.images.packedBytes()?[0] == 4)
  }

  @Test(arguments: ["test", "val"])
  func subFoldersTrainAndTestAreSplits(held: String) throws {
    let sandbox = try DataSandbox()
    try sandbox.writePNG("train/a.png") { _, _, _ in 1 }
    try sandbox.writePNG("\(held)/a.png") { _, _, _ in 2 }
    try sandbox.writePNG("\(held)/b.png") { _, _, _ in 3 }
    #expect(try load(Self.entry(sandbox)).images.count == 1)
    let data = try load(Self.entry(sandbox, ["split": "test"]))
    #expect((0..<data.images.count).map { data.images.packedBytes()?[$0 * 60] } == [2, 3])
  }

  @Test func splitsMayHoldClasses() throws {
    let sandbox = try DataSandbox()
    for name in ["train/cat/a.png", "train/dog/b.png", "train/dog/c.png", "val/dog/d.png"] {
      try sandbox.writePNG(name) { _, _, _ in 7 }
    }
    let data = try load(Self.entry(sandbox))
    #expect(data.classNames == ["cat", "dog"] && data.labels == [0, 1, 1])
  }

  @Test func withoutSuchAFolderThereIsNoTestSplit() throws {
    let sandbox = try DataSandbox()
    try sandbox.writePNG("a.png") { _, _, _ in 1 }
    let text = message { _ = try load(Self.entry(sandbox, ["split": "test"])) }
    #expect(text?.contains("has no sub-folder test or val") == true)
  }

  @Test func resolutionScalesAndCrops() throws {
    let sandbox = try DataSandbox()
    let picture = RasterImage(width: 16, height: 8, channels: 3) { x, y, c in
      UInt8(15 * x + 2 * y + c)
    }
    try PNG.write(picture, to: sandbox.url("a.png"))
    let data = try load(Self.entry(sandbox, ["resolution": 4]))
    #expect(data.images.shape == ImageShape(channels: 3, height: 4, width: 4))
    let small = picture.resized(toSquare: 4)
    #expect(
      data.images.packedBytes()
        == (0..<3).flatMap { c in (0..<16).map { small.pixels[$0 * 3 + c] } })
  }

  /// ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B.
  @Test func colourBecomesGreyByItsLuma() throws {
    let sandbox = try DataSandbox()
    let colours: [[UInt8]] = [
      [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 200, 90], [0, 0, 0],
    ]
    try sandbox.writePNG("a.png", width: 6, height: 1) { x, _, c in colours[x][c] }
    let data = try load(Self.entry(sandbox, ["channels": 1]))
    #expect(data.images.shape == ImageShape(channels: 1, height: 1, width: 6))
    #expect(data.images.packedBytes() == [255, 76, 150, 29, 131, 0])
  }

  @Test func greyBecomesColourByRepetition() throws {
    let sandbox = try DataSandbox()
    try sandbox.writePNG("a.png", width: 3, height: 1, channels: 1) { x, _, _ in UInt8(50 * x) }
    #expect(
      try load(Self.entry(sandbox)).images.packedBytes() == [0, 50, 100, 0, 50, 100, 0, 50, 100])
    #expect(
      try load(Self.entry(sandbox, ["channels": 1])).images.packedBytes() == [0, 50, 100])
  }

  @Test func imagesOfDifferentSizesNeedAResolution() throws {
    let sandbox = try DataSandbox()
    try sandbox.writePNG("a.png", width: 5, height: 4) { _, _, _ in 1 }
    try sandbox.writePNG("b.png", width: 6, height: 4) { _, _, _ in 1 }
    let text = message { _ = try load(Self.entry(sandbox)) }
    #expect(text?.contains("b.png: has shape 3×4×6, a.png has 3×4×5; set \"resolution\"") == true)
    #expect(try load(Self.entry(sandbox, ["resolution": 4])).images.count == 2)
  }

  @Test func otherKindsOfImagesAreNamed() throws {
    let sandbox = try DataSandbox()
    try sandbox.write([1], to: "cat/a.jpg")
    try sandbox.write([1], to: "cat/b.jpg")
    let text = message { _ = try load(Self.entry(sandbox)) }
    #expect(text?.contains("holds no PNG file, but 2 .jpg files; convert") == true)
    let empty = try DataSandbox()
    #expect(
      message { _ = try load(Self.entry(empty)) }?.contains("holds no PNG file; name a folder")
        == true)
  }

  @Test func aMissingFolderAndABrokenFileAreNamed() throws {
    let sandbox = try DataSandbox()
    let missing: JSON = ["name": "image-folder", "path": sandbox.path("nowhere")]
    #expect(message { _ = try load(missing) }?.contains("nowhere: there is no such folder") == true)
    try sandbox.write([1, 2, 3], to: "a.png")
    #expect(
      message { _ = try load(Self.entry(sandbox)) }?.hasPrefix(sandbox.url("a.png").path) == true)
  }

  @Test func twoChannelsAreRefused() throws {
    let sandbox = try DataSandbox()
    let text = message { _ = try load(Self.entry(sandbox, ["channels": 2])) }
    #expect(text?.contains("channels is 1 (grey) or 3 (colour)") == true)
    let issues = message { _ = try load(Self.entry(sandbox, ["resolution": 3, "chanels": 1])) }
    #expect(issues?.contains("resolution: expected an integer in [4, 1024]") == true)
    #expect(issues?.contains("unknown key") == true)
  }
}
