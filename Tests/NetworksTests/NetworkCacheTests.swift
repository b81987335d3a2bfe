import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// A network is read once; its files say when it is another one.
struct NetworkCacheTests {
  /// A network on disk that can be damaged unnoticed.
  struct Files {
    let weights: NetworkWeights
    static let changed = Date(timeIntervalSinceReferenceDate: 700_000_000)

    /// Writes over the numbers without a trace in size, time and file number.
    func damage(changed: Date = Self.changed) throws {
      let url = try weights.files().weights
      let handle = try FileHandle(forWritingTo: url)
      try handle.seek(toOffset: try handle.seekToEnd() - 4)
      try handle.write(contentsOf: Data([0, 0, 0xC0, 0x7F]))  // NaN
      try handle.close()
      try touch(url, changed)
    }

    func touch(_ url: URL, _ changed: Date) throws {
      try FileManager.default.setAttributes([.modificationDate: changed], ofItemAtPath: url.path)
    }
  }

  private func withFiles<Result>(_ body: (Files) throws -> Result) throws -> Result {
    let bytes = NetworkFixture.bytes(TrainedNetworkTests.tensors)
    return try NetworkFixture.withNetwork(bytes, TrainedNetworkTests.config) {
      let files = Files(weights: $0)
      try files.touch($0.files().weights, Files.changed)
      return try body(files)
    }
  }

  @Test func readsANetworkOnce() throws {
    try withFiles { files in
      let cache = NetworkCache(limit: 1 << 20)
      let x = NetworkFixture.images(ImageShape(channels: 2, height: 4, width: 4), 1, seed: 3)
      let first = try cache.network(files.weights).prediction(for: x, at: 5)
      try files.damage()
      #expect(throws: FormatError.self) { try TrainedNetwork(files.weights) }
      #expect(try cache.network(files.weights).prediction(for: x, at: 5) == first)
    }
  }

  @Test func readsAChangedNetworkAnew() throws {
    try withFiles { files in
      let cache = NetworkCache(limit: 1 << 20)
      _ = try cache.network(files.weights)
      try files.damage(changed: Files.changed + 1)
      #expect(throws: FormatError.self) { try cache.network(files.weights) }
    }
    try withFiles { files in
      let cache = NetworkCache(limit: 1 << 20)
      _ = try cache.network(files.weights)
      try Data("{".utf8).write(to: files.weights.files().config)
      #expect(throws: (any Error).self) { try cache.network(files.weights) }
    }
  }

  @Test func keepsTheNetworkUsedLastWhateverItsSize() throws {
    try withFiles { one in
      try withFiles { other in
        let cache = NetworkCache(limit: 0)
        _ = try cache.network(one.weights)
        try one.damage()
        _ = try cache.network(one.weights)
        _ = try cache.network(other.weights)
        #expect(throws: FormatError.self) { try cache.network(one.weights) }
      }
    }
    try withFiles { one in
      try withFiles { other in
        let cache = NetworkCache(limit: 2 * TrainedNetwork.memory(one.weights))
        _ = try cache.network(one.weights)
        try one.damage()
        _ = try cache.network(other.weights)
        _ = try cache.network(one.weights)
      }
    }
  }
}
