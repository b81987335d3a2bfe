import Foundation
import Framework

@testable import Datasets

/// A new folder that is removed at the end of `body`.
func withFetchFolder(_ body: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("fetch-\(UUID().uuidString)", isDirectory: true)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder)
}

/// Runs `body` with a server that is stopped at the end.
func withLocalServer(
  _ handler: @escaping LocalServer.Handler, _ body: (LocalServer) throws -> Void
) throws {
  let server = try LocalServer(handler)
  defer { server.stop() }
  try body(server)
}

/// Collects progress reports.
final class ProgressLog: @unchecked Sendable {
  private let lock = NSLock()
  private var reports: [FetchProgress] = []

  var all: [FetchProgress] { lock.withLock { reports } }
  var latestBytes: Int { lock.withLock { reports.last?.bytes ?? 0 } }
  /// Reasons of the attempts that failed.
  var failures: [String] {
    all.compactMap { if case .retrying(_, let reason) = $0.phase { reason } else { nil } }
  }

  func add(_ report: FetchProgress) { lock.withLock { reports.append(report) } }
}

/// A data set of one file of pseudo-random bytes, and the run of a fetch of it.
struct FetchSample: Sendable {
  let bytes: [UInt8]
  let file: DownloadFile

  init(count: Int = 60_000, seed: UInt64 = 1) {
    var state = seed
    bytes = (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
    file = DownloadFile(name: "data.bin", size: count, md5: MD5.hash(bytes).hex)
  }

  func target(in folder: URL) -> URL { folder.appendingPathComponent("set/data.bin") }
  func part(in folder: URL) -> URL { folder.appendingPathComponent("set/data.bin.part") }

  /// Writes a file below the set's folder.
  func put(_ content: [UInt8], at url: URL) throws {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: url)
  }

  @discardableResult
  func fetch(
    into folder: URL, from mirrors: [URL], force: Bool = false, attempts: Int = 3,
    idleTimeout: Double = 20, log: ProgressLog = ProgressLog(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> [URL] {
    let set = DownloadSet(name: "sample", folder: "set", mirrors: mirrors, files: [file])
    let policy = DownloadPolicy(
      idleTimeout: idleTimeout, attempts: attempts, backOff: 0.01, reportInterval: 0)
    let options = FetchOptions(force: force, policy: policy, isCancelled: isCancelled)
    return try Fetch.run(set, into: folder, options: options) { log.add($0) }
  }
}

/// The names in a folder, sorted.
func fileNames(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}

/// The error that `body` throws, as a `FetchError`.
func fetchError(_ body: () throws -> Void) -> FetchError? {
  do {
    try body()
    return nil
  } catch {
    return error as? FetchError
  }
}
