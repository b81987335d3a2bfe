import Foundation
import Framework
import Testing

/// A program that Locus asks ends with Locus, even if Locus is killed.
@Suite struct ProcessEndTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The tool that was built together with the tests; nil if it lies elsewhere.
  static let tool: URL? = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let tool = beside.appendingPathComponent("locus")
    let python = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    }
    guard python == true, FileManager.default.isExecutableFile(atPath: tool.path) else {
      print("There is no python3, or no built locus: the test of killing it is skipped.")
      return nil
    }
    return tool
  }()

  /// A run in the background.
  private func start(_ spec: String, in sandbox: Sandbox) throws -> Process {
    let locus = Process()
    locus.executableURL = Self.tool
    locus.arguments = ["run", spec, "--output", sandbox.path("out"), "--quiet"]
    locus.standardOutput = FileHandle.nullDevice
    locus.standardError = FileHandle.nullDevice
    try locus.run()
    return locus
  }

  /// Waits for something; false after half a minute.
  private func waits(for condition: () -> Bool) -> Bool {
    for _ in 0..<1500 {
      if condition() { return true }
      usleep(20_000)
    }
    return false
  }

  @Test(.enabled(if: tool != nil), arguments: [SIGKILL, SIGTERM])
  func theProgramEndsWhenLocusIsKilled(signal: Int32) throws {
    let sandbox = try Sandbox()
    let child = Self.root.appendingPathComponent("Tests/DenoisersTests/Fixtures/process/child.py")
    let end = sandbox.folder.appendingPathComponent("end")
    var spec = Sandbox.spec([
      "samples": 800,
      "denoisers": [
        [
          "name": "process",
          "command": ["python3", .string(child.path), "takes its time", .string(end.path)],
        ]
      ],
    ])
    spec["reference"] = JSON?.none
    let file = try sandbox.write(spec)
    let locus = try start(file, in: sandbox)
    defer { locus.waitUntilExit() }
    #expect(waits { (try? sandbox.files("out/little/units").isEmpty) == false })
    #expect(!FileManager.default.fileExists(atPath: end.path))
    kill(locus.processIdentifier, signal)
    #expect(waits { FileManager.default.fileExists(atPath: end.path) })
  }

  /// A program that does not heed the end of its input is ended a little later.
  @Test(.enabled(if: tool != nil)) func aDeafProgramEndsWhenLocusIsKilled() throws {
    let sandbox = try Sandbox()
    let number = sandbox.folder.appendingPathComponent("number")
    let line = "echo $$ > '\(number.path)'; exec sleep 600"
    var spec = Sandbox.spec([
      "denoisers": [["name": "process", "command": ["sh", "-c", .string(line)]]]
    ])
    spec["reference"] = JSON?.none
    let file = try sandbox.write(spec)
    let locus = try start(file, in: sandbox)
    defer { locus.waitUntilExit() }
    func program() -> Int32? {
      (try? String(contentsOf: number, encoding: .utf8))
        .flatMap { Int32($0.trimmingCharacters(in: .newlines)) }
    }
    #expect(waits { program() != nil })
    let child = try #require(program())
    #expect(kill(child, 0) == 0)
    kill(locus.processIdentifier, SIGKILL)
    #expect(waits { kill(child, 0) != 0 || Self.isZombie(child) })
  }

  private static func isZombie(_ process: Int32) -> Bool {
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state?.contains(") Z ") == true
  }
}
