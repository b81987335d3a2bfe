import TestSupport
import Testing

@testable import Datasets
@testable import Framework

/// What can be asked of every data set; here of twelve images whose bytes are all their own number,
/// with labels 0, 1, 2 in turn.
@Suite struct DatasetOptionsTests {
  let sandbox: DataSandbox

  init() throws {
    sandbox = try DataSandbox()
    let images = (0..<12).flatMap { [UInt8](repeating: UInt8($0), count: 20) }
    try IDXSamples.write(images: images, labels: (0..<12).map { $0 % 3 }, to: sandbox)
  }

  func entry(_ more: KeyValuePairs<String, JSON>) -> JSON {
    .object([("name", "mnist"), ("path", sandbox.path)] + more.map { ($0, $1) })
  }

  /// The numbers of the images that are left, and their labels.
  func numbers(
    _ more: KeyValuePairs<String, JSON>, range: Range<Int>? = nil
  ) throws -> (images: [Int], labels: [Int]) {
    let data = try load(entry(more), range: range)
    let bytes = try #require(data.images.packedBytes())
    let labels = try #require(data.labels)
    return (stride(from: 0, to: bytes.count, by: 20).map { Int(bytes[$0]) }, labels)
  }

  @Test func byDefaultAllImagesStay() throws {
    let all = try numbers([:])
    #expect(all.images == Array(0..<12))
    #expect(all.labels == (0..<12).map { $0 % 3 })
    #expect(try numbers(["limit": "all", "classes": "all", "plant": "none"]) == all)
  }

  @Test func limitAndOffsetCutOutAPart() throws {
    #expect(try numbers(["limit": 3]).images == [0, 1, 2])
    #expect(try numbers(["offset": 10]).images == [10, 11])
    let part = try numbers(["offset": 4, "limit": 3])
    #expect(part.images == [4, 5, 6] && part.labels == [1, 2, 0])
    #expect(try numbers(["limit": 100]).images.count == 12)
  }

  /// The order is the seed's, holds every image once, and comes before all choices; held-out images
  /// that a range names stay as they are.
  @Test func anOrderSeedShuffles() throws {
    let shuffled = try numbers(["order_seed": 3])
    #expect(shuffled.images != Array(0..<12) && shuffled.images.sorted() == Array(0..<12))
    #expect(shuffled.labels == shuffled.images.map { $0 % 3 })
    #expect(try numbers(["order_seed": 3]) == shuffled)
    #expect(try numbers(["order_seed": 4]).images != shuffled.images)
    #expect(
      try numbers(["order_seed": 3, "offset": 2, "limit": 5]).images
        == Array(shuffled.images[2..<7]))
    #expect(
      try numbers(["order_seed": 3, "classes": [1]]).images
        == shuffled.images.filter { $0 % 3 == 1 })
    #expect(try numbers(["order_seed": 3], range: 2..<5).images == [2, 3, 4])
    let orders: [JSON] = ["none", 3, 4]
    let hashes = try orders.map { try load(entry(["order_seed": $0])).images.contentHash() }
    #expect(Set(hashes).count == 3)
  }

  @Test func classesAreChosenBeforeOffsetAndLimit() throws {
    let two = try numbers(["classes": [2, 0]])
    #expect(two.images == [0, 2, 3, 5, 6, 8, 9, 11])
    #expect(two.labels == [0, 2, 0, 2, 0, 2, 0, 2])
    #expect(try numbers(["classes": [1], "offset": 1, "limit": 2]).images == [4, 7])
  }

  /// The runner names held-out images by a range, in place of the request's offset and limit.
  @Test func aRangeStandsInForOffsetAndLimit() throws {
    #expect(try numbers(["classes": [1], "limit": 1], range: 1..<3).images == [4, 7])
    let text = message { _ = try load(entry(["classes": [1]]), range: 2..<5) }
    #expect(
      text == "the split \"train\" of mnist has 4 images to choose from, but the run takes 3 from "
        + "number 2 on; lower \"samples\" or the \"offset\" of its \"inputs\"")
  }

  @Test func flipAddsTheMirrorImages() throws {
    try IDXSamples.write(to: sandbox)
    let data = try load(entry(["flip": true, "offset": 1]))
    let own = IDXSamples.pixels(.train)[20...]
    let mirrored = stride(from: 20, to: 60, by: 5).flatMap {
      IDXSamples.pixels(.train)[$0..<$0 + 5].reversed()
    }
    #expect(data.images.packedBytes() == own + mirrored)
    #expect(data.labels == [4, 7, 4, 7])
  }

  /// The amplitude is the image's own: it does not depend on what else is kept.
  @Test func plantAddsTheW() throws {
    let plain = try load(["name": "synthetic", "images": 6])
    let planted = try load([
      "name": "synthetic", "images": 6, "offset": 2, "plant": ["amplitude": 0.8, "seed": 3],
    ])
    var expected = try #require(plain.images.packedBytes())
    PlantedPattern(amplitude: 0.8, seed: 3).plant(
      into: &expected, channels: 1, height: 16, width: 16, firstIndex: 0)
    expectSame(planted.images.packedBytes(), Array(expected[(2 * 256)...]))
    #expect(planted.labels == plain.labels.map { Array($0[2...]) })
    let kept = plain.images.selecting(Array(2..<6))
    #expect(planted.images.contentHash() != kept.contentHash())
  }

  @Test func plantWorksOnFloatsAndBeforeFlip() throws {
    let values = (0..<2 * 64).map { Float($0 % 13) / 13 }
    try sandbox.write(NpyArray(values, shape: [2, 1, 8, 8]), to: "floats.npy")
    let data = try load([
      "name": "npy", "path": sandbox.path("floats.npy"), "plant": [:], "flip": true,
    ])
    var expected = values
    PlantedPattern(amplitude: 0.5, seed: 0).plant(
      into: &expected, channels: 1, height: 8, width: 8, firstIndex: 0)
    let mirrored = stride(from: 0, to: 128, by: 8).flatMap { expected[$0..<$0 + 8].reversed() }
    expectSame(data.images.packedFloats, expected + mirrored)
  }

  @Test func noImageLeftIsAnError() throws {
    #expect(
      message { _ = try load(entry(["offset": 12])) }
        == "mnist has 12 images to choose from, and \"offset\" passes over 12; lower it")
    #expect(
      message { _ = try load(entry(["classes": [9]])) }
        == "mnist has no image of the classes [9]; its \"classes\" are 0, 1, 2")
  }

  /// Asking for more than there is is no error, but is told.
  @Test func whatCannotBeKeptIsTold() throws {
    let cases: [(KeyValuePairs<String, JSON>, String?)] = [
      (["limit": 12], nil), (["limit": 3, "offset": 9], nil),
      (["limit": 100], "mnist: \"limit\" is 100, and there are 12 images to choose from; all"),
      (
        ["limit": 5, "offset": 9],
        "mnist: \"limit\" is 5, and there are 3 images to choose from after the \"offset\" of 9"
      ),
      (["classes": [0, 9]], "mnist has no image of the classes [9] among [0, 9]"),
    ]
    for (options, expected) in cases {
      let remarks = try load(entry(options)).remarks
      #expect(remarks.count == (expected == nil ? 0 : 1))
      #expect(expected.map { remarks.first?.hasPrefix($0) == true } ?? true, "\(remarks)")
    }
    #expect(try load(entry(["limit": 100, "flip": true])).remarks.count == 1)
  }

  @Test func classesNeedLabels() throws {
    try sandbox.write(NpyArray([1, 2, 3, 4] as [UInt8], shape: [1, 2, 2]), to: "a.npy")
    let entry: JSON = ["name": "npy", "path": sandbox.path("a.npy"), "classes": [1]]
    #expect(message { _ = try load(entry) } == "npy has no classes; leave \"classes\" out")
  }

  @Test func allMistakesAreReportedTogether() throws {
    let text = message {
      _ = try load(
        entry(["limit": 0, "offset": -1, "split": "tset", "flip": 1, "plant": ["size": 2]]))
    }
    for part in [
      "limit: expected an integer at least 1", "offset: expected an integer at least 0",
      "split: unknown value \"tset\"", "flip: expected true or false",
      "plant.size: unknown key",
    ] { #expect(text?.contains(part) == true, "\(part)") }
  }

  @Test func anUnknownDataSetIsNamedWithTheNearest() {
    let text = message { _ = try load(["name": "mnits"]) }
    #expect(text?.contains("there is no \"mnits\" among the datasets") == true)
    #expect(text?.contains("mnist") == true)
  }

  @Test func theRequestIsWrittenWithItsDefaults() throws {
    let json = try request(["name": "synthetic", "images": 7]).json
    #expect(json["images"] == 7 && json["limit"] == "all" && json["family"] == "mixed")
    #expect(try load(json).images.count == 7)
  }
}
