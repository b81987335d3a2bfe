import Testing

@testable import Datasets
@testable import Framework

/// A data set's hash identifies finished work: equal for equal images however they are stored.
@Suite struct ContentHashTests {
  @Test func storageDoesNotMatter() throws {
    let sandbox = try DataSandbox()
    try CIFAR10Tests.write(to: sandbox)
    let mapped = try load(["name": "cifar10", "path": sandbox.path])
    // The same images interleaved, as NumPy users hold them.
    let interleaved = (0..<10).flatMap { record -> [UInt8] in
      let planar = CIFAR10Tests.pixels(ofRecord: record)
      return (0..<1024).flatMap { pixel in (0..<3).map { planar[$0 * 1024 + pixel] } }
    }
    try sandbox.write(NpyArray(interleaved, shape: [10, 32, 32, 3]), to: "images.npy")
    let packed = try load(["name": "npy", "path": sandbox.path("images.npy")])
    #expect(mapped.images.contentHash() == packed.images.contentHash())
    let part: [JSON] = ["cifar10", "npy"].map { name in
      let path = name == "npy" ? sandbox.path("images.npy") : sandbox.path
      return ["name": .string(name), "path": path, "offset": 3, "limit": 4]
    }
    #expect(
      try load(part[0]).images.contentHash() == load(part[1]).images.contentHash())
    #expect(try load(part[0]).images.contentHash() != mapped.images.contentHash())
  }

  @Test func aCopiedSelectionHashesAsASharedOne() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 3)
    let store = ImageStore(shape: shape, bytes: (0..<30).map { UInt8($0) })
    let shared = store.selecting(Array(2..<7))
    let copied = ImageStore(shape: shape, bytes: (6..<21).map { UInt8($0) })
    #expect(shared.contentHash() == copied.contentHash())
    #expect(store.selecting([2, 3, 4, 6, 5]).contentHash() != shared.contentHash())
  }

  /// Images 511 and 512 lie in different blocks of the hash.
  @Test(arguments: [0, 511 * 4 + 3, 512 * 4, 599 * 4 + 3])
  func oneChangedByteShows(place: Int) throws {
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let bytes = (0..<2400).map { UInt8($0 * 7 % 256) }
    var changed = bytes
    changed[place] ^= 1
    #expect(
      ImageStore(shape: shape, bytes: bytes).contentHash()
        != ImageStore(shape: shape, bytes: changed).contentHash())
  }

  @Test func shapeAndKindBelongToTheContent() {
    let bytes = (0..<24).map { UInt8($0) }
    func hash(_ c: Int, _ h: Int, _ w: Int) -> String {
      ImageStore(shape: ImageShape(channels: c, height: h, width: w), bytes: bytes).contentHash()
    }
    let hashes = [hash(1, 3, 4), hash(1, 4, 3), hash(3, 2, 2), hash(1, 2, 3), hash(2, 2, 3)]
    #expect(Set(hashes).count == hashes.count)
    let shape = ImageShape(channels: 1, height: 1, width: 4)
    let zeros = ImageStore(shape: shape, bytes: [0, 0, 0, 0])
    let alike = ImageStore(shape: ImageShape(channels: 1, height: 1, width: 1), floats: [0])
    #expect(zeros.contentHash() != alike.contentHash())
  }

  @Test func oneChangedFloatShows() {
    let shape = ImageShape(channels: 1, height: 1, width: 2)
    let hash = ImageStore(shape: shape, floats: [0, 0.5]).contentHash()
    #expect(hash == ImageStore(shape: shape, floats: [0, 0.5]).contentHash())
    #expect(hash != ImageStore(shape: shape, floats: [0, Float(0.5).nextUp]).contentHash())
  }
}
