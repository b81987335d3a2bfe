import TestSupport
import Testing

@testable import Datasets
@testable import Framework

@Suite struct SyntheticTests {
  static func entry(_ more: KeyValuePairs<String, JSON> = [:]) -> JSON {
    .object([("name", "synthetic")] + more.map { ($0, $1) })
  }

  @Test func defaultsAre2000GreyImagesOf16Pixels() throws {
    let data = try load(Self.entry())
    #expect(data.images.count == 2000)
    #expect(data.images.shape == ImageShape(channels: 1, height: 16, width: 16))
    #expect(data.images.holdsBytes)
    #expect(data.labels?.count == 2000)
    #expect(Set(data.labels ?? []) == [0, 1, 2])
    #expect(data.classNames == ["dead-leaves", "smooth-field", "shapes"])
  }

  @Test func parametersShapeTheImages() throws {
    let data = try load(
      Self.entry(["images": 3, "resolution": 9, "channels": 3, "family": "shapes"]))
    #expect(data.images.count == 3)
    #expect(data.images.shape == ImageShape(channels: 3, height: 9, width: 9))
    #expect(data.classNames == SyntheticImages.classNames(of: .shapes))
  }

  /// Blocks are made side by side: 300 images are more than one block of 256.
  @Test func aLargerSetExtendsASmallerOne() throws {
    let small = try load(Self.entry(["images": 40, "resolution": 8]))
    let large = try load(Self.entry(["images": 300, "resolution": 8]))
    let bytes = try #require(large.images.packedBytes())
    expectSame(small.images.packedBytes(), Array(bytes[..<(40 * 64)]))
    expectSame(small.labels, large.labels.map { Array($0[..<40]) })
    let whole = SyntheticImages.generate(
      range: 0..<300, channels: 1, height: 8, width: 8, family: .mixed, seed: 0)
    expectSame(bytes, whole.pixels)
    expectSame(large.labels, whole.labels.map(Int.init))
  }

  @Test func heldOutImagesAreOthersOfTheSamePopulation() throws {
    let train = try load(Self.entry(["images": 200, "resolution": 8]))
    let test = try load(Self.entry(["images": 200, "resolution": 8, "split": "test"]))
    let seen = Set((0..<200).map { train.images.image($0) })
    #expect((0..<200).allSatisfy { !seen.contains(test.images.image($0)) })
    func mean(_ images: ImageStore) -> Double {
      let bytes = images.packedBytes() ?? []
      return bytes.reduce(0) { $0 + Double($1) } / Double(bytes.count)
    }
    #expect(abs(mean(train.images) - mean(test.images)) < 12)
  }

  @Test func theSeedChoosesThePopulation() throws {
    func hash(_ seed: Int) throws -> String {
      try load(Self.entry(["images": 5, "resolution": 8, "data_seed": .integer(seed)]))
        .images.contentHash()
    }
    #expect(try hash(0) == hash(0))
    #expect(try hash(0) != hash(1))
  }

  @Test func mistakesAreRefused() {
    let text = message {
      _ = try load(
        Self.entry(["resolution": 7, "images": 0, "family": "dead-leafs", "data_seed": -1]))
    }
    for part in [
      "resolution: expected an integer in [8, 128]", "images: expected an integer in [1,",
      "unknown value \"dead-leafs\"", "data_seed: expected an integer at least 0",
    ] { #expect(text?.contains(part) == true, "\(part)") }
    let channels = message { _ = try load(Self.entry(["channels": 2])) }
    #expect(channels?.contains("channels is 1 (grey) or 3 (colour)") == true)
  }
}
