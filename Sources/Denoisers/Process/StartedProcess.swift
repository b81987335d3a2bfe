import Foundation
import Framework

/// A program that has been started, with the near ends of its three pipes.
final class StartedProcess: @unchecked Sendable {
  // Foundation's process is used as its documentation allows: started once, then only asked whether
  // it runs. The handle of its input is closed once, at the end.
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()
  private let ended = DispatchSemaphore(value: 0)
  /// Ends the program if Locus is killed.
  private var guardian: ProcessGuardian?

  /// Held while pipes are made and a program is started: no other program that starts meanwhile may
  /// inherit a pipe before it is marked as closed on execution.
  private static let starting = NSLock()

  init(_ command: [String]) throws {
    process.executableURL = try Self.program(of: command)
    process.arguments = Array(command.dropFirst())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    let ended = ended
    process.terminationHandler = { _ in ended.signal() }
    Self.starting.lock()
    defer { Self.starting.unlock() }
    for pipe in [input, output, errors] {
      for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
        _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    do {
      try process.run()
    } catch {
      throw ChildProcessError(
        program: command.joined(separator: " "),
        problem: "cannot be started: \(error.localizedDescription)")
    }
    do {
      guardian = try ProcessGuardian(of: process.processIdentifier)
    } catch {
      kill()
      throw ChildProcessError(
        program: command.joined(separator: " "),
        problem: "cannot be watched by /bin/sh, which would end it if Locus were killed: "
          + error.localizedDescription)
    }
  }

  /// The program that a command starts.
  ///
  /// - Throws: ``ChildProcessError`` if there is none.
  static func program(of command: [String]) throws -> URL {
    let name = command.first ?? ""
    if let url = executable(name) { return url }
    throw ChildProcessError(
      program: command.joined(separator: " "),
      problem: name.contains("/")
        ? "cannot be started: \(name) is no file that may be executed"
        : "cannot be started: there is no program \"\(name)\" in $PATH")
  }

  /// The file that a command's first word stands for.
  private static func executable(_ word: String) -> URL? {
    let files = FileManager.default
    if word.contains("/") {
      return files.isExecutableFile(atPath: word) ? URL(fileURLWithPath: word) : nil
    }
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.lazy.map { URL(fileURLWithPath: String($0)).appendingPathComponent(word) }
      .first { url in
        var isFolder: ObjCBool = false
        return files.fileExists(atPath: url.path, isDirectory: &isFolder) && !isFolder.boolValue
          && files.isExecutableFile(atPath: url.path)
      }
  }

  /// Questions and answers over the pipes.
  var exchange: PipeExchange {
    PipeExchange(
      input: input.fileHandleForWriting.fileDescriptor,
      output: output.fileHandleForReading.fileDescriptor,
      errors: errors.fileHandleForReading.fileDescriptor)
  }

  func closeInput() { try? input.fileHandleForWriting.close() }

  /// How the program ended, if it does so within `seconds`.
  func status(within seconds: Double) -> String? {
    guard hasEnded(within: seconds) else { return nil }
    return process.terminationReason == .uncaughtSignal
      ? "was ended by signal \(process.terminationStatus)"
      : "ended with exit code \(process.terminationStatus)"
  }

  /// Waits for the program to end by itself, and then makes it.
  func end(within seconds: Double) {
    _ = hasEnded(within: seconds)
    kill()
  }

  /// Ends the program, and what it has started and left behind.
  func kill() {
    let program = process.processIdentifier
    // Foundation starts a program as the first of a group of its own; where it does not, the
    // program alone is ended.
    if systemKill(-program, SIGKILL) != 0, process.isRunning { _ = systemKill(program, SIGKILL) }
    _ = hasEnded(within: 5)
    guardian?.dismiss()
    guardian = nil
  }

  private func hasEnded(within seconds: Double) -> Bool {
    guard ended.wait(timeout: .now() + seconds) == .success else { return false }
    // For whoever asks next.
    ended.signal()
    return true
  }
}

/// The system's `kill`, which the members of `StartedProcess` hide.
private func systemKill(_ process: Int32, _ signal: Int32) -> Int32 { kill(process, signal) }
