import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Framework

/// Archives of EDM's dataset tool: recorded ones, which its own reader reads alike, and small ones
/// that are wrong in one thing.
@Suite struct EDMZipTests {
  static func fixture(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/edm/\(name)")
  }

  static func entry(_ url: URL, _ more: KeyValuePairs<String, JSON> = [:]) -> JSON {
    .object([("name", "edm-zip"), ("path", .string(url.path))] + more.map { ($0, $1) })
  }

  @Test(arguments: [
    ("edm_dataset-16x16.zip", 12, true), ("edm_dataset_labels_reversed-16x16.zip", 5, true),
    ("edm_dataset_nolabels-16x16.zip", 3, false),
  ])
  func recordedArchivesAreExact(name: String, count: Int, hasLabels: Bool) throws {
    let images = try NpyArray(contentsOf: Self.fixture("edm_dataset_images.npy")).bytes()
    let labels = try NpyArray(contentsOf: Self.fixture("edm_dataset_labels.npy")).integers()
    let data = try load(Self.entry(try Self.fixture(name)))
    #expect(data.images.shape == ImageShape(channels: 3, height: 16, width: 16))
    expectSame(data.images.packedBytes(), Array(images[..<(count * 768)]))
    #expect(data.labels == (hasLabels ? Array(labels[..<count]) : nil))
    #expect(data.remarks.isEmpty && data.classNames == nil)
  }

  @Test func classesAreChosenByLabel() throws {
    let entry = Self.entry(try Self.fixture("edm_dataset-16x16.zip"), ["classes": [1, 3]])
    let data = try load(entry)
    #expect(data.labels == [3, 1, 1, 3, 1, 3, 3] && data.images.count == 7)
    let none = Self.entry(try Self.fixture("edm_dataset_nolabels-16x16.zip"), ["classes": [1]])
    #expect(message { _ = try load(none) } == "edm-zip has no classes; leave \"classes\" out")
  }

  // MARK: Small archives

  static func png(_ level: UInt8, width: Int = 5) -> [UInt8] {
    [UInt8](
      PNG.encode(RasterImage(width: width, height: 4, channels: 1) { x, _, _ in level + UInt8(x) }))
  }

  static func archive(_ members: [(String, [UInt8])], isDeflated: Bool = false) -> [UInt8] {
    var zip = ZipBuilder()
    for (name, content) in members { zip.add(name, content, isDeflated: isDeflated) }
    return zip.finished
  }

  static let labels = "{\"labels\": [[\"00000/b.png\", 2], [\"00000\\\\a.PNG\", 1]]}"

  static func members(_ labels: String?) -> [(String, [UInt8])] {
    [("00000/", []), ("00000/b.png", png(20)), ("00000/a.PNG", png(10)), ("notes.txt", [1])]
      + (labels.map { [("dataset.json", Array($0.utf8))] } ?? [])
  }

  /// In the order of the names, whatever the archive's own is; stored, deflated, and as a folder.
  @Test(arguments: ["stored", "deflated", "folder"])
  func imagesComeInTheOrderOfTheirNames(kind: String) throws {
    let sandbox = try DataSandbox()
    let members = Self.members(Self.labels)
    if kind == "folder" {
      for (name, content) in members where !name.hasSuffix("/") {
        try sandbox.write(content, to: "data/" + name)
      }
      try sandbox.write(Self.png(1), to: "data/.hidden.png")
    } else {
      try sandbox.write(Self.archive(members, isDeflated: kind == "deflated"), to: "data")
    }
    let data = try load(Self.entry(sandbox.url("data"), ["channels": 1]))
    #expect(data.labels == [1, 2])
    #expect((0..<2).map { data.images.packedBytes()?[20 * $0] } == [10, 20])
    #expect(data.remarks.count == (kind == "folder" ? 1 : 0))
  }

  @Test func picturesAreScaledAsThoseOfAFolder() throws {
    let sandbox = try DataSandbox()
    let pictures = [("a.png", Self.png(3, width: 9)), ("b.png", Self.png(90, width: 40))]
    try sandbox.write(Self.archive(pictures), to: "data.zip")
    for (name, content) in pictures { try sandbox.write(content, to: "data/" + name) }
    let options: KeyValuePairs<String, JSON> = ["resolution": 8, "resize": "edm-center-crop"]
    let zipped = try load(Self.entry(sandbox.url("data.zip"), options))
    let folder = try load(
      .object(
        [("name", "image-folder"), ("path", sandbox.path("data"))] + options.map { ($0, $1) }))
    #expect(zipped.images.contentHash() == folder.images.contentHash())
    #expect(
      zipped.remarks.first?.hasSuffix("holds no dataset.json, so there are no classes") == true)
    let text = message { _ = try load(Self.entry(sandbox.url("data.zip"))) }
    #expect(
      text?.contains("data.zip/b.png: has shape 3×4×40, a.png has 3×4×9; set \"resolution\"")
        == true)
  }

  @Test func labelsThatAreNoClassNumbersAreLeftOut() throws {
    let sandbox = try DataSandbox()
    let labels = #"{"labels": [["00000/a.PNG", [0.5, 1]], ["00000/b.png", [0, 2]]]}"#
    try sandbox.write(Self.archive(Self.members(labels)), to: "data.zip")
    let data = try load(Self.entry(sandbox.url("data.zip")))
    #expect(data.labels == nil && data.images.count == 2)
    #expect(
      data.remarks.first?.hasSuffix(
        "labels are lists of numbers, not class numbers, and are left out") == true)
  }

  @Test func labelsOfOtherPicturesAreTold() throws {
    let sandbox = try DataSandbox()
    let labels = #"{"labels": [["00000/a.PNG", 4], ["x.png", 5], ["00000/b.png", 0]]}"#
    try sandbox.write(Self.archive(Self.members(labels)), to: "data.zip")
    let data = try load(Self.entry(sandbox.url("data.zip")))
    #expect(data.labels == [4, 0])
    #expect(
      data.remarks.first?.hasSuffix("1 label of pictures that are not there, left out") == true)
  }

  /// What `dataset.json` says, and what is wrong with it.
  @Test(arguments: [
    (#"{"labels": [["00000/a.PNG", 1]]}"#, "has no label of '00000/b.png'"),
    (#"{"labels": [["00000/a.PNG", -1]]}"#, "has -1 for the class of '00000/a.PNG'"),
    (#"{"labels": [["00000/a.PNG", 1.5]]}"#, "has 1.5 for the class of '00000/a.PNG'"),
    (#"{"labels": [["a", 1], ["a", 2]]}"#, "has two labels of 'a'"),
    (#"{"labels": [["a", 1], "b"]}"#, "has label 1 that is no pair of a name and a number"),
    (#"{"labels": {"a": 1}}"#, "has \"labels\" that are no list"),
    (#"{"classes": []}"#, "has no \"labels\""),
    (#"[1, 2]"#, "has no \"labels\""),
    (#"{"labels": [["#, "is no sound JSON"),
  ])
  func wrongLabelsAreNamed(labels: String, words: String) throws {
    let sandbox = try DataSandbox()
    try sandbox.write(Self.archive(Self.members(labels)), to: "data.zip")
    let text = message { _ = try load(Self.entry(sandbox.url("data.zip"))) }
    #expect(text?.contains("data.zip/dataset.json: \(words)") == true, "\(text ?? "read")")
    #expect(text?.contains("it should read {\"labels\": [[") == true)
  }

  @Test func whatCannotBeReadIsRefused() throws {
    let sandbox = try DataSandbox()
    func text(_ bytes: [UInt8], _ more: KeyValuePairs<String, JSON> = [:]) throws -> String? {
      try sandbox.write(bytes, to: "data.zip")
      return message { _ = try load(Self.entry(sandbox.url("data.zip"), more)) }
    }
    let picture = ("a.png", Self.png(1))
    #expect(try text([1, 2, 3])?.contains("not a complete zip archive") == true)
    #expect(try text(Self.archive([("a.txt", [1])]))?.contains("holds no PNG or JPEG") == true)
    #expect(try text(Self.archive([picture, picture]))?.contains("holds 'a.png' twice") == true)
    #expect(
      try text(Self.archive([picture, ("b.webp", [1])]))?.contains(
        "holds 1 .webp file besides 1 picture") == true)
    #expect(
      try text(Self.archive([picture, ("b.png", [1, 2])]))?.contains(
        "data.zip/b.png: not a PNG or JPEG picture") == true)
    #expect(
      try text(Self.archive([picture]), ["split": "test"])?.contains("the split \"train\" only")
        == true)
    #expect(
      try text(Self.archive([picture]), ["resize": "edm-squash"])?.contains(
        "\"resize\": \"edm-squash\" needs a \"resolution\"") == true)
    #expect(
      try text(Self.archive([picture]), ["resize": "squash"])?.contains("unknown value \"squash\"")
        == true)
  }

  /// Damage with right checksums reaches the readers of members: labels and pictures.
  @Test func damagedArchivesAreReadOrRefused() throws {
    let sandbox = try DataSandbox()
    let members = Self.members(Self.labels)
    var damager = DataDamager(seed: 51)
    var refused = 0
    for round in 0..<FuzzCount.cases(300) {
      var changed = members
      let place = [1, 2, 4][round % 3]
      changed[place].1 = [UInt8](damager.damaged(Data(changed[place].1)))
      var archive = Self.archive(changed, isDeflated: round % 2 == 0)
      if round % 4 == 0 { archive = [UInt8](damager.damaged(Data(Self.archive(members)))) }
      try sandbox.write(archive, to: "data.zip")
      do {
        let data = try load(Self.entry(sandbox.url("data.zip")))
        #expect(data.images.count > 0)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 200)
  }
}
