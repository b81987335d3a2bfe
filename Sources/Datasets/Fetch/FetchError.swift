/// Why a fetch failed: what, where, and what to do about it.
public enum FetchError: Error, CustomStringConvertible, Equatable, Sendable {
  /// No data set of that name is in the catalogue.
  case unknownDataset(String, known: [String])
  /// A file that is not the expected one stands where the download would go.
  case wrongFile(path: String, reason: String)
  /// No mirror delivered the file; one failure a mirror, in the order in which they were tried.
  case mirrorsFailed(file: String, target: String, failures: [MirrorFailure])
  /// The local disk refused.
  case cannotWrite(path: String, reason: String)
  /// The caller asked to stop; `bytes` of `total` are kept for the next time.
  case cancelled(file: String, bytes: Int, total: Int)

  public var description: String {
    switch self {
    case .unknownDataset(let name, let known):
      return "fetch: no data set '\(name)' to download; known: \(known.joined(separator: ", "))"
    case .wrongFile(let path, let reason):
      return "\(path): exists but is not the expected file (\(reason)); "
        + "move it away, or use --force to replace it"
    case .mirrorsFailed(let file, let target, let failures):
      let reasons = failures.map { "\n  \($0.url): \($0.reason)" }.joined()
      return "\(file): could not be downloaded; tried:\(reasons)\n"
        + "run the command again to continue, or download the file in a browser "
        + "and put it at \(target)"
    case .cannotWrite(let path, let reason):
      return "\(path): cannot be written (\(reason)); "
        + "check the folder's permissions and free space, or choose another with --data"
    case .cancelled(let file, let bytes, let total):
      return "\(file): stopped at \(bytes) of \(total) bytes; "
        + "run the command again to continue from there"
    }
  }
}

/// Why one mirror did not deliver.
public struct MirrorFailure: Equatable, Sendable {
  /// The file's address on that mirror.
  public let url: String
  /// Why the last attempt there failed.
  public let reason: String

  public init(url: String, reason: String) {
    self.url = url
    self.reason = reason
  }
}
