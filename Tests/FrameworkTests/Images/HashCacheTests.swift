import Foundation
import Testing

@testable import LocusFormats
@testable import LocusImages

/// A hash is looked up for the very versions of files that it was made of, and for no others.
@Suite struct HashCacheTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("locus-hash-\(UUID().uuidString)", isDirectory: true)
  private let file: URL
  private let cache: HashCache

  /// Large enough to be mapped; of holes, which take no time and no disk.
  private static let shape = ImageShape(channels: 1, height: 1024, width: 1024)
  private static let count = 17

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    file = folder.appendingPathComponent("images")
    cache = HashCache(folder: folder.appendingPathComponent("hashes"), rest: 0)
    try write("images")
  }

  /// A file with this number in its first byte.
  private func write(_ name: String, first: UInt8 = 0) throws {
    try Data([first]).write(to: folder.appendingPathComponent(name))
    let handle = try FileHandle(forWritingTo: folder.appendingPathComponent(name))
    try handle.truncate(atOffset: UInt64(Self.count * Self.shape.count))
    try handle.close()
  }

  private func images(_ count: Int = Self.count) throws -> ImageStore {
    ImageStore(
      shape: Self.shape,
      segments: [
        .init(
          data: try MappedFile.data(at: file), offset: 0, stride: Self.shape.count, count: count)
      ])
  }

  /// Whether the hash has to be made, and is then this one.
  private func isMade(
    _ hash: String = "0", _ images: ImageStore? = nil, in cache: HashCache? = nil
  ) throws -> Bool {
    // Clocks of file systems are coarse.
    usleep(20_000)
    var isMade = false
    let found = try (cache ?? self.cache).hash(of: images ?? self.images()) {
      isMade = true
      return hash
    }
    if isMade { #expect(found == hash) }
    return isMade
  }

  @Test func whatIsKnownIsNotMadeAgain() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try isMade())
    #expect(try !isMade("never"))
    // Of other images of the file nothing is known.
    #expect(try isMade("1", images(16)))
    #expect(try !isMade("never", images(16)))
    #expect(try !isMade("never"))
    let known = try images().contentHash(keptIn: cache)
    #expect(known == "0")
  }

  /// What happens to the file: written to, touched, replaced, each with its old size and date.
  @Test(arguments: ["written", "touched", "replaced", "longer"])
  func anotherVersionIsHashedAnew(_ what: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try isMade())
    let date = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    switch what {
    case "touched":
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
    case "replaced":
      try write("other", first: 1)
      let other = folder.appendingPathComponent("other")
      try FileManager.default.setAttributes(
        [.modificationDate: date as Any], ofItemAtPath: other.path)
      #expect(rename(other.path, file.path) == 0)
    default:
      let handle = try FileHandle(forUpdating: file)
      if what == "longer" { try handle.seekToEnd() }
      try handle.write(contentsOf: [7])
      try handle.close()
      try FileManager.default.setAttributes(
        [.modificationDate: date as Any], ofItemAtPath: file.path)
    }
    #expect(try isMade("1"))
    #expect(try !isMade("never"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder.path).count == 1)
  }

  /// A file that was written to a moment ago may be so again without another date.
  @Test func aFreshFileIsNotKept() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let careful = HashCache(folder: cache.folder)
    #expect(try isMade(in: careful))
    #expect(try isMade(in: careful))
    // What another command has kept holds.
    #expect(try isMade())
    #expect(try !isMade(in: careful))
  }

  @Test func whatChangesWhileItIsHashedIsNotKept() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    usleep(20_000)
    _ = try cache.hash(of: images()) {
      let handle = try? FileHandle(forUpdating: file)
      try? handle?.write(contentsOf: [7])
      try? handle?.close()
      return "0"
    }
    #expect(try isMade("1"))
    #expect(try !isMade("never"))
  }

  @Test func aDamagedFileCountsAsNone() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try isMade())
    let name = try FileManager.default.contentsOfDirectory(atPath: cache.folder.path)[0]
    #expect(name.hasSuffix(".hash"))
    let kept = cache.folder.appendingPathComponent(name)
    var bytes = try Data(contentsOf: kept)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: kept)
    #expect(try isMade("0"))
    try Data().write(to: kept)
    #expect(try isMade("0"))
  }

  /// Bytes in memory belong to no file.
  @Test func whatLiesInNoFileIsMade() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = ImageStore(
      shape: ImageShape(channels: 1, height: 1, width: 2), bytes: [1, 2, 3, 4])
    #expect(try isMade("0", store))
    #expect(try isMade("0", store))
    #expect(store.contentHash(keptIn: cache) == store.contentHash())
    #expect(store.contentHash(keptIn: nil) == store.contentHash())
  }
}
