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
    try sandbox.write([1], to: "cat/a.webp")
    try sandbox.write([1], to: "cat/b.webp")
    let text = message { _ = try load(Self.entry(sandbox)) }
    #expect(text?.contains("holds no PNG or JPEG file, but 2 .webp files; convert") == true)
    let empty = try DataSandbox()
    #expect(
      message { _ = try load(Self.entry(empty)) }?
        .contains("holds no PNG or JPEG file; name a folder") == true)
  }

  // MARK: PNG and JPEG

  /// Both kinds are one list, in the order of the paths; the first bytes say what a file is.
  @Test func jpegAndPNGComeTogether() throws {
    let sandbox = try DataSandbox()
    for (name, level) in [("a.jpg", 10), ("c.JPEG", 30), ("named.png", 60)] {
      try sandbox.writeJPEG(name, level: level)
    }
    for (name, level) in [("b.png", 20), ("d.PNG", 40), ("e.jpg", 55)] {
      try sandbox.writePNG(name, width: 8, height: 8) { _, _, _ in UInt8(level) }
    }
    let data = try load(Self.entry(sandbox))
    #expect(data.images.shape == ImageShape(channels: 3, height: 8, width: 8))
    #expect((0..<6).map { data.images.packedBytes()?[$0 * 192] } == [10, 20, 30, 40, 55, 60])
    #expect(data.remarks.isEmpty)
  }

  @Test func jpegsInClassesAndSplitsAreFound() throws {
    let sandbox = try DataSandbox()
    for (name, level) in [("train/cat/1.JPG", 1), ("train/dog/2.jpeg", 2), ("val/dog/3.jpg", 3)] {
      try sandbox.writeJPEG(name, level: level)
    }
    let train = try load(Self.entry(sandbox))
    #expect(train.classNames == ["cat", "dog"] && train.labels == [0, 1])
    #expect(try load(Self.entry(sandbox, ["split": "test"])).images.packedBytes()?[0] == 3)
  }

  @Test func namesWithSeveralEndingsAreTold() throws {
    let sandbox = try DataSandbox()
    for name in ["cat/a.png", "cat/a.jpg", "cat/b.jpg", "dog/b.png"] {
      try sandbox.writePNG(name) { _, _, _ in 1 }
    }
    let data = try load(Self.entry(sandbox))
    #expect(data.images.count == 4)
    #expect(
      data.remarks.map { $0.replacing(sandbox.folder.path, with: "") }
        == [": 1 name with several endings (a); all are used, remove what is there twice"])
  }

  @Test func brokenAndForeignFilesAreNamed() throws {
    let sandbox = try DataSandbox()
    try sandbox.writeJPEG("a.jpg", level: 1)
    try Data(contentsOf: sandbox.url("a.jpg")).dropLast(4).write(to: sandbox.url("b.jpg"))
    let text = message { _ = try load(Self.entry(sandbox)) }
    #expect(text?.hasPrefix(sandbox.url("b.jpg").path + ": ") == true)
    #expect(text?.contains("fetch or write it again") == true)
    try sandbox.write(Array("RIFF1234WEBP".utf8), to: "b.jpg")
    #expect(
      message { _ = try load(Self.entry(sandbox)) }?
        .contains("b.jpg: is a WebP picture; only PNG and JPEG are read; convert it") == true)
    try sandbox.write(Array("text".utf8), to: "b.jpg")
    #expect(
      message { _ = try load(Self.entry(sandbox)) }?
        .contains("b.jpg: not a PNG or JPEG picture; give a PNG or JPEG file") == true)
  }

  // MARK: Every picture is accounted for

  /// What is refused, with counts.
  @Test(arguments: [
    (["a.png", "cat/1.png", "dog/2.png"], "holds 1 picture (a.png) beside folders with 2"),
    (["a.png", "b.png", "cat/1.png"], "holds 2 pictures (a.png, …) beside folders with 1"),
    (["a.jpg", "cat/1.png", "dog/2.png"], "holds 1 picture (a.jpg) beside folders with 2"),
    (
      ["a.png", "b.webp", "c.GIF", "d.webp", "e.jpg"],
      "holds 2 .webp files, 1 .gif file besides 2 pictures that can be read"
    ),
    (
      ["cat/a.png", "dog/b.webp"],
      "holds 1 .webp file besides 1 picture that can be read; only .png, .jpg and .jpeg are read"
    ),
    (["cat/a.png", "cat/deep/b.jxl"], "holds 1 .jxl file besides 1 picture that can be read"),
    (["cat/a.png", "cat/b.jfif"], "holds 1 .jfif file besides 1 picture that can be read"),
    (["cat/a.png", "dog/notes.txt"], "holds folders without an image: dog; remove them"),
    (["Test/cat/a.png"], "has a folder Test and none that is called train"),
    (["train/a.png", "Train/a.png"], "has several folders for one split: Train, train"),
  ])
  func picturesThatWouldBeLeftOutAreRefused(names: [String], expected: String) throws {
    let sandbox = try DataSandbox()
    for name in names { try sandbox.writePNG(name) { _, _, _ in 1 } }
    let text = message { _ = try load(Self.entry(sandbox)) }
    #expect(text?.contains(expected) == true, "\(text ?? "no error")")
  }

  /// As torchvision's ImageFolder: a class is everything below its folder.
  @Test func deeperFoldersBelongToTheirClass() throws {
    let sandbox = try DataSandbox()
    let levels = [("a/z.png", 1), ("a/sub/x.png", 2), ("a/sub/deep/y.png", 3), ("b/c/w.png", 4)]
    for (name, level) in levels { try sandbox.writePNG(name) { _, _, _ in UInt8(level) } }
    let data = try load(Self.entry(sandbox))
    #expect(data.classNames == ["a", "b"] && data.labels == [0, 0, 0, 1])
    #expect((0..<4).map { data.images.packedBytes()?[$0 * 60] } == [1, 2, 3, 4])
    #expect(data.remarks.isEmpty)
  }

  @Test func whatArchivesLeaveBehindIsNoClass() throws {
    let sandbox = try DataSandbox()
    for name in ["cat/a.png", "dog/b.png", "__MACOSX/cat/._a.png", "cat/._a.png", ".trash/c.jpg"] {
      try sandbox.writePNG(name) { _, _, _ in 1 }
    }
    let data = try load(Self.entry(sandbox))
    #expect(data.classNames == ["cat", "dog"] && data.labels == [0, 1])
    #expect(data.remarks.count == 1)
    #expect(data.remarks[0].hasSuffix(": 3 pictures in hidden files or __MACOSX left out"))
  }

  @Test func splitsAreFoundInAnyCase() throws {
    let sandbox = try DataSandbox()
    for name in ["Train/cat/a.png", "Train/dog/b.png", "TEST/cat/c.png", "TEST/dog/d.png"] {
      try sandbox.writePNG(name) { _, _, _ in 1 }
    }
    let train = try load(Self.entry(sandbox))
    #expect(train.classNames == ["cat", "dog"] && train.remarks.isEmpty)
    #expect(try load(Self.entry(sandbox, ["split": "test"])).images.count == 2)
  }

  @Test func classesThatDifferBetweenTheSplitsAreTold() throws {
    let sandbox = try DataSandbox()
    for name in ["train/cat/a.png", "train/dog/b.png", "test/dog/c.png"] {
      try sandbox.writePNG(name) { _, _, _ in 1 }
    }
    let test = try load(Self.entry(sandbox, ["split": "test"]))
    #expect(test.labels == [0] && test.classNames == ["dog"])
    #expect(test.remarks.count == 1)
    #expect(
      test.remarks.first?.contains(
        "the training images have cat, dog as classes, those held out dog; numbers count within each"
      )
        == true)
    try sandbox.writePNG("test/cat/d.png") { _, _, _ in 1 }
    #expect(try load(Self.entry(sandbox, ["split": "test"])).remarks.isEmpty)
  }

  @Test func whatLiesBesideTheSplitsIsTold() throws {
    let sandbox = try DataSandbox()
    for name in ["train/a.png", "test/b.png", "val/c.png", "extra/d.png", "extra/e.jpg", "f.png"] {
      try sandbox.writePNG(name) { _, _, _ in 1 }
    }
    let train = try load(Self.entry(sandbox))
    #expect(train.images.count == 1)
    #expect(
      train.remarks.map { $0.replacing(sandbox.folder.path, with: "") }
        == [": 3 pictures beside train (extra) not used"])
    let test = try load(Self.entry(sandbox, ["split": "test"]))
    #expect(
      test.remarks.first?.hasSuffix(": 4 pictures beside test (extra, val) not used") == true)
  }

  @Test func foldersThatLeadBackAreRefused() throws {
    let sandbox = try DataSandbox()
    try sandbox.writePNG("cat/a.png") { _, _, _ in 1 }
    try FileManager.default.createSymbolicLink(
      at: sandbox.url("cat/again"), withDestinationURL: sandbox.url("cat"))
    let text = message { _ = try load(Self.entry(sandbox)) }
    #expect(text?.hasSuffix("which it lies in; remove the link") == true)
    #expect(text?.contains("/cat/again: is a link back to /") == true)
    // Two of them would be walked for ever, level by level.
    try FileManager.default.createSymbolicLink(
      at: sandbox.url("cat/up"), withDestinationURL: sandbox.folder)
    #expect(message { _ = try load(Self.entry(sandbox)) }?.contains("is a link back to") == true)
  }

  /// Links to folders and files elsewhere are what model hubs and shared disks leave.
  @Test func linksAreFollowed() throws {
    let (sandbox, other) = (try DataSandbox(), try DataSandbox())
    try other.writePNG("dogs/a.png") { _, _, _ in 5 }
    try other.writePNG("one.png") { _, _, _ in 6 }
    try sandbox.writePNG("cat/a.png") { _, _, _ in 4 }
    for (name, target) in [("dog", "dogs"), ("cat/b.PNG", "one.png"), ("cow", "dogs")] {
      try FileManager.default.createSymbolicLink(
        at: sandbox.url(name), withDestinationURL: other.url(target))
    }
    let data = try load(Self.entry(sandbox))
    #expect(data.classNames == ["cat", "cow", "dog"] && data.labels == [0, 0, 1, 2])
    #expect((0..<4).map { data.images.packedBytes()?[$0 * 60] } == [4, 6, 5, 5])
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
