import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Framework

/// Decoded pictures are kept on disk, and made anew when any file, option or the cache itself
/// changed.
@Suite struct PictureCacheTests {
  private let sandbox: DataSandbox
  private let cache: PictureCache
  private let parameters: PictureParameters
  /// How many pictures have been decoded, by the progress that is reported.
  private final class Count: @unchecked Sendable { var pictures = 0 }
  private let count = Count()

  /// Noise, which takes more than the smallest size.
  private static let names = ["a.png", "b.png", "c.png"]

  init() throws {
    sandbox = try DataSandbox()
    cache = PictureCache(folder: sandbox.url("cache"))
    parameters = try PictureParameters(["path": sandbox.path, "resolution": 8])
    for (seed, name) in Self.names.enumerated() { try write(name, seed: UInt64(seed)) }
  }

  private func write(_ name: String, seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let pixels = (0..<400 * 400 * 3).map { _ in UInt8.random(in: 0...255, using: &random) }
    try PNG.write(
      RasterImage(width: 400, height: 400, channels: 3, pixels: pixels), to: sandbox.url(name))
  }

  private func set(_ parameters: PictureParameters? = nil) -> PictureSet {
    var set = PictureSet(
      files: Self.names.map(sandbox.url), in: sandbox.folder, parameters ?? self.parameters)
    set.cache = cache
    return set
  }

  /// Loads, and returns how many pictures were decoded for it.
  private func decoded(_ parameters: PictureParameters? = nil) throws -> (Int, [UInt8]?) {
    count.pictures = 0
    let images = try LoadingProgress.told(to: { [count] done, _ in
      count.pictures = done
    }) { try set(parameters).load().images }
    return (count.pictures, images.packedBytes())
  }

  @Test func picturesAreDecodedOnce() throws {
    let (first, bytes) = try decoded()
    let (second, again) = try decoded()
    #expect(first == 3 && second == 0)
    expectSame(again, bytes)
    let files = try FileManager.default.contentsOfDirectory(atPath: cache.folder.path)
    #expect(files.count == 1)
    var plain = set()
    plain.cache = nil
    expectSame(try plain.load().images.packedBytes(), bytes)
  }

  @Test func everyOptionHasItsOwn() throws {
    let base: [(String, JSON)] = [("path", sandbox.path), ("resolution", 8)]
    let options: [[(String, JSON)]] = [
      [], [("resize", "edm-squash")], [("channels", 1)], [("orient", true)],
    ]
    for option in options {
      let parameters = try PictureParameters(.object(base + option))
      #expect(try decoded(parameters).0 == 3)
      #expect(try decoded(parameters).0 == 0)
    }
  }

  /// Another picture of the same name, size and date is another picture.
  @Test func aPictureThatWasReplacedIsSeen() throws {
    let (_, before) = try decoded()
    let url = sandbox.url("b.png")
    let old = try FileManager.default.attributesOfItem(atPath: url.path)
    var bytes = try Data(contentsOf: url)
    try write("b.png", seed: 77)
    let other = try Data(contentsOf: url)
    // Of the same length: what is missing is filled up behind the end, which readers pass over.
    bytes = other.count <= bytes.count ? other + Data(count: bytes.count - other.count) : other
    try bytes.write(to: url)
    try FileManager.default.setAttributes(
      [.modificationDate: old[.modificationDate] as Any], ofItemAtPath: url.path)
    let (count, after) = try decoded()
    #expect(count == 3 && after != before)
    #expect(try decoded().0 == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder.path).count == 1)
  }

  @Test func aDamagedCacheIsMadeAnew() throws {
    let (_, bytes) = try decoded()
    let file = cache.file(set())
    let good = try Data(contentsOf: file)
    var damager = DataDamager(seed: 61)
    for round in 0..<60 {
      var damaged = damager.damaged(good)
      if round == 0 { damaged = Data() }
      try damaged.write(to: file)
      let (count, again) = try decoded()
      #expect(count == (damaged == good ? 0 : 3))
      expectSame(again, bytes)
      #expect(try Data(contentsOf: file) == good)
    }
  }

  @Test func whatCannotBeKeptIsDecodedEachTime() throws {
    try Data().write(to: sandbox.url("cache"))
    #expect(try decoded().0 == 3)
    #expect(try decoded().0 == 3)
  }

  @Test func remarksAreKeptToo() throws {
    let url = sandbox.url("a.png")
    // The kind RGBA needs four samples: a palette of transparent colours is the shortest way.
    var data = try Data(contentsOf: url)
    let key = Array("tRNS".utf8) + [0, 1, 0, 2, 0, 3]
    func number(_ value: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    // Behind the signature and the header.
    data.insert(contentsOf: number(6) + key + number(Int(Checksum.crc32(key))), at: 33)
    try data.write(to: url)
    let first = try set().load().remarks
    #expect(first.count == 1 && first[0].contains("1 of 3 pictures with transparency"))
    #expect(try set().load().remarks == first)
    #expect(try decoded().0 == 0)
  }
}
