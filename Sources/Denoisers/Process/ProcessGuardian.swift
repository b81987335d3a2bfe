import Foundation

/// A small program that outlives Locus if Locus is killed, and then ends another one.
///
/// It waits for the end of its standard input, whose other end only Locus holds: the system closes
/// it however Locus ends, kill -9 included. A program that heeds the end of its own input has two
/// seconds for that; then it is ended with all that it has started.
final class ProcessGuardian {
  private let process = Process()
  private let lifeline = Pipe()

  /// Any line is ignored, as none is written. Without a group of that number the program alone is
  /// meant.
  private static let script = """
    read -r line
    sleep 2
    kill -9 -- "-$1" 2>/dev/null || kill -9 "$1" 2>/dev/null
    """

  /// - Parameter program: the process to be ended, and the number of its group.
  /// - Throws: what Foundation says if there is no /bin/sh.
  init(of program: Int32) throws {
    for end in [lifeline.fileHandleForReading, lifeline.fileHandleForWriting] {
      _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.script, "locus-guardian", "\(program)"]
    process.standardInput = lifeline
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Ends the guardian alone.
  func dismiss() {
    _ = kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? lifeline.fileHandleForWriting.close()
  }
}
