import Foundation
import Framework
import Testing

@testable import Runner

/// `locus` as a process of its own, in the background.
final class RunningTool {
  let process = Process()
  private let pipe = Pipe()
  private let errors: URL

  /// - Parameters:
  ///   - sandbox: where results go, and what the program says.
  ///   - output: the folder of the results.
  ///   - path: PATH, where it is another.
  init(
    _ words: [String], in sandbox: Sandbox, output: String = "out", path: String? = nil
  ) throws {
    errors = sandbox.folder.appendingPathComponent("\(UUID().uuidString).log")
    try Data().write(to: errors)
    process.executableURL = ProcessEndTests.tool
    process.arguments = words + ["--output", sandbox.path(output)]
    if let path {
      var environment = ProcessInfo.processInfo.environment
      environment["PATH"] = path
      process.environment = environment
    }
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit {
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
  }

  /// What it has said so far.
  var talk: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end.
  func end() throws -> (code: Int32, printed: String) {
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let code =
      process.terminationReason == .uncaughtSignal
      ? -process.terminationStatus : process.terminationStatus
    return (code, String(decoding: data, as: UTF8.self))
  }

  /// Waits for something; false after a minute.
  static func waits(for condition: () -> Bool) -> Bool {
    for _ in 0..<3000 {
      if condition() { return true }
      usleep(20_000)
    }
    return false
  }
}

extension Sandbox {
  static let tables = ["samples.csv", "summary.csv", "significance.csv", "columns.json"]

  /// The spec of a run of about `seconds` on one thread: a program that takes its time.
  static func slowSpec(units: Int) -> JSON {
    let child = ProcessEndTests.root.appendingPathComponent(
      "Tests/DenoisersTests/Fixtures/process/child.py")
    return spec([
      "samples": .integer(8 * units),
      "denoisers": [
        ["name": "process", "command": ["python3", .string(child.path), "takes its time"]],
        ["name": "optimal"],
      ],
    ])
  }

  /// The finished units.
  var finished: Int {
    ((try? files("out/little/units")) ?? []).count {
      $0.hasSuffix(".json") && !$0.hasSuffix(".metrics.json")
    }
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Holds the tables against those of a run of one process.
  func expectTables(of spec: JSON, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let single = try Sandbox()
    #expect(try single.locus("run", single.write(spec)) == .done, sourceLocation: sourceLocation)
    for table in Self.tables {
      #expect(
        try data("out/little/\(table)") == single.data("out/little/\(table)"), "\(table)",
        sourceLocation: sourceLocation)
    }
    #expect(!has("out/little/claims"), sourceLocation: sourceLocation)
    #expect(!has("out/little/partial"), sourceLocation: sourceLocation)
  }
}
