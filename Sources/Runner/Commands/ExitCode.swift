import Framework

/// Exit codes of the tool.
public enum ExitCode: Int32, CaseIterable, Sendable {
  case done = 0
  case unitsFailed = 1
  case usage = 2
  case invalidSpec = 3
  case interrupted = 130

  /// What the code says, for help and documentation.
  public var meaning: String {
    switch self {
    case .done: "done"
    case .unitsFailed:
      "something failed or is missing: a unit, a download, a file to be written; of `diff`: there is a "
        + "difference"
    case .usage: "the command line is not understood"
    case .invalidSpec: "refused before any work: the spec, or a file that it names, is not in order"
    case .interrupted: "interrupted; the same command goes on"
    }
  }
}

/// Whether a command has begun its work: an error before that is a refusal, which leaves nothing
/// behind.
final class Work: Sendable {
  private let state = Locked(false)

  var hasBegun: Bool { state.withLock { $0 } }

  func begin() { state.withLock { $0 = true } }

  /// The exit code of a command that ended with `error`.
  func code(of error: any Error) -> ExitCode {
    switch error {
    case is UsageError: .usage
    // What cannot be written is no fault of the spec.
    case is FileError: .unitsFailed
    default: hasBegun ? .unitsFailed : .invalidSpec
    }
  }
}
