import Foundation
import Framework

/// A program that is asked through its standard input and answers on its standard output.
///
/// It is started once and asked one thing at a time, from any thread. It is expected to end when its
/// input ends: that happens when the last reference to it goes, and also when this process is
/// killed, as no other process holds the writing end. One that does not is ended, with all that it
/// has started, two seconds later (see `ProcessGuardian` for a process that is killed).
public final class ChildProcess: Sendable {
  /// How long a program may take to end by itself, in seconds.
  private static let grace = 2.0

  /// The running program; used by one thread at a time, and no more after a failure.
  private struct State {
    var exchange: PipeExchange
    var failure: ChildProcessError?
  }

  private let program: String
  private let process: StartedProcess
  private let state: Locked<State>

  /// Starts a program.
  ///
  /// - Parameter command: the program, as a path or a name to be looked up in `$PATH`, and its
  ///   arguments.
  /// - Throws: ``ChildProcessError`` if it cannot be started.
  public init(_ command: [String]) throws {
    program = command.joined(separator: " ")
    process = try StartedProcess(command)
    state = Locked(State(exchange: process.exchange))
  }

  /// Looks for a command's program without starting it.
  ///
  /// - Throws: ``ChildProcessError`` if there is none.
  public static func check(_ command: [String]) throws {
    _ = try StartedProcess.program(of: command)
  }

  deinit {
    process.closeInput()
    process.end(within: Self.grace)
  }

  /// Writes `request` and reads the answer: a line, and the bytes that this line announces.
  ///
  /// - Parameters:
  ///   - timeout: seconds that all of it may take.
  ///   - byteCount: how many bytes follow the line (without its end); what it throws means that the
  ///     line is no answer.
  /// - Throws: ``ChildProcessError``; the program is then ended, and every later call fails alike.
  public func ask(
    _ request: Data, timeout: Double, byteCount: (String) throws -> Int
  ) throws -> (line: String, bytes: Data) {
    try state.withLock { state in
      Result {
        if let failure = state.failure { throw failure }
        do {
          return try ProcessorTime.countingWait {
            try state.exchange.run(request, timeout: timeout, byteCount: byteCount)
          }
        } catch {
          let failure = describe(error, &state.exchange)
          state.failure = failure
          throw failure
        }
      }
    }.get()
  }

  /// Ends the program and says what went wrong, with its last words.
  private func describe(_ error: any Error, _ exchange: inout PipeExchange) -> ChildProcessError {
    var problem = "\(error)"
    if let pipe = error as? PipeExchange.Failure, pipe == .ended {
      // A program that closes its output is about to end.
      let status = process.status(within: 1)
      problem = "\(status ?? "closed its output") \(pipe.circumstances(exchange))"
    } else if let pipe = error as? PipeExchange.Failure {
      problem = pipe.circumstances(exchange)
    }
    process.kill()
    exchange.drainErrors()
    let words = exchange.lastWords
    if !words.isEmpty { problem += "; it last wrote to stderr:\n" + words }
    return ChildProcessError(program: program, problem: problem)
  }
}

/// A program that cannot be started, ends early, hangs or answers nonsense.
public struct ChildProcessError: Error, CustomStringConvertible {
  public let program: String
  /// What it did, as the end of a sentence.
  public let problem: String

  public init(program: String, problem: String) {
    self.program = program
    self.problem = problem
  }

  public var description: String { "the program `\(program)` \(problem)" }
}
