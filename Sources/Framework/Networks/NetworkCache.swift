import Foundation
import Framework

/// Networks that were read a short while ago: a run reads one when it is planned, to see whether it
/// can be used, and again when it is fitted.
///
/// The networks used last are kept as long as they take no more than ``limit`` bytes together; the
/// very last one is kept whatever its size. A file that has been replaced or written to is another
/// network.
package final class NetworkCache: @unchecked Sendable {
  package static let shared = NetworkCache(limit: 1 << 30)

  /// Which tensors are meant; path, size, time of the last change and number of the files, as the system
  /// knows them.
  private typealias Key = [String]

  private let limit: Int
  private let networks = OnceByKey<Key, TrainedNetwork>()
  // `recent`, the last one first, is only touched under `lock`.
  private let lock = NSLock()
  private var recent: [(key: Key, bytes: Int)] = []

  package init(limit: Int) { self.limit = limit }

  /// The network of `weights`, read now unless it is at hand.
  ///
  /// - Throws: as ``TrainedNetwork/init(_:)``.
  package func network(_ weights: NetworkWeights) throws -> TrainedNetwork {
    let key = try [weights.key ?? ""] + Self.key(of: weights.files())
    let network = try networks.value(for: key) { () throws in try TrainedNetwork(weights) }
    use(key, bytes: network.memory)
    return network
  }

  private func use(_ key: Key, bytes: Int) {
    lock.lock()
    defer { lock.unlock() }
    recent.removeAll { $0.key == key }
    recent.insert((key, bytes), at: 0)
    while recent.count > 1, recent.reduce(0, { $0 + $1.bytes }) > limit {
      networks.remove(recent.removeLast().key)
    }
  }

  private static func key(of files: NetworkWeights.Files) throws -> Key {
    try files.all.flatMap { url in
      // Downloads are often links into a store of blobs.
      let path = url.resolvingSymlinksInPath().path
      let facts = try FileManager.default.attributesOfItem(atPath: path)
      let changed = (facts[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate
      return [
        path, "\(facts[.size] ?? "")", "\(changed ?? 0)", "\(facts[.systemFileNumber] ?? "")",
      ]
    }
  }
}
