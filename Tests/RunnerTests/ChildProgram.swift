import Foundation

/// Programs of other people that tests ask, where they are installed.
enum ChildProgram {
  /// What a program printed, on both outputs, and how it ended.
  static func run(
    _ program: URL, _ arguments: [String], in folder: URL? = nil
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
