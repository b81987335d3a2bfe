import Foundation
import Framework
import LocusNetworks
import Testing

@testable import Runner

/// What cannot be printed is an error; what nobody wants to read is not.
@Suite struct OutputTests {
  /// What is said about text written to an open descriptor; nil for nothing.
  private func complaint(about descriptor: Int32, printing lines: [String]) -> String? {
    let output = TextOutput(descriptor, name: "standard output")
    for line in lines { output.write(line) }
    do {
      try output.finish()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func wholeTextsArrive() throws {
    let sandbox = try Sandbox()
    let descriptor = open(sandbox.path("text"), O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    let long = String(repeating: "é", count: 100_000)
    #expect(complaint(about: descriptor, printing: ["a\n", "", long]) == nil)
    #expect(try sandbox.data("text") == Data(("a\n" + long).utf8))
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsNamed() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let full = "standard output: No space left on device; free some space, or write to another disk"
    #expect(complaint(about: descriptor, printing: ["a", "b"]) == full)
    #expect(complaint(about: descriptor, printing: []) == nil)
  }

  @Test func aClosedDescriptorIsNamed() {
    // Open for reading only, as a closed one is after `occupyStandardDescriptors`.
    let descriptor = open("/dev/null", O_RDONLY)
    defer { close(descriptor) }
    let closed =
      "standard output: Bad file descriptor; it is closed; send it to a file or to /dev/null"
    #expect(complaint(about: descriptor, printing: ["a"]) == closed)
    #expect(complaint(about: descriptor, printing: []) == nil)
  }

  @Test func aClosedPipeIsNoError() {
    let pipe = Pipe()
    try? pipe.fileHandleForReading.close()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    #expect(complaint(about: descriptor, printing: ["a", "b"]) == nil)
  }

  // MARK: The tool

  /// The tool that was built together with the tests; nil if it lies elsewhere.
  static let tool: URL? = {
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let tool = beside.appendingPathComponent("locus")
    return FileManager.default.isExecutableFile(atPath: tool.path) ? tool : nil
  }()

  /// Every command that prints, with SPEC, OUT and RESULTS for the sandbox's.
  static let commands = [
    "", "--help", "--version", "run --help", "list", "list --json", "describe wiener",
    "describe samples --json", "schema", "doctor", "doctor --json", "validate SPEC",
    "plan SPEC --output OUT", "plan SPEC --json --output OUT", "run SPEC --output OUT --quiet",
    "run SPEC --json --output OUT --quiet", "export RESULTS",
    "calibrate CALIBRATION --results OUT --quiet", "convert NETWORK --output NET --force",
    "inspect NETWORK", "inspect NETWORK --json",
  ]

  /// Runs the tool in a shell, which redirects its output, or with a pipe for it.
  private func run(
    _ command: String, _ redirection: String = "", to pipe: Pipe? = nil, in sandbox: Sandbox
  ) throws -> (code: Int32, errors: String) {
    let words = [
      "SPEC": sandbox.path("spec.json"), "CALIBRATION": sandbox.path("calibration.json"),
      "OUT": sandbox.path("out"), "RESULTS": sandbox.path("out/little"),
      "NETWORK": sandbox.path("network"), "NET": sandbox.path("net"),
    ]
    let line = command.split(separator: " ").map { words[String($0)] ?? String($0) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "'\(Self.tool!.path)' \(line.joined(separator: " ")) \(redirection)",
    ]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = pipe.map { $0 as Any } ?? FileHandle.nullDevice
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  private func preparedSandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    try sandbox.write(
      Sandbox.spec(["denoisers": [["name": "kamb-ls", "scales": ["sweep": [1, 3]]]]]),
      to: "calibration.json")
    #expect(try sandbox.locus("run", spec) == .done)
    try FileManager.default.copyItem(
      at: BuiltInNetworks.folder(of: "synthetic16-a"),
      to: sandbox.folder.appendingPathComponent("network"))
    return sandbox
  }

  @Test(.enabled(if: tool != nil && FileManager.default.fileExists(atPath: "/dev/full")))
  func everyCommandReportsAFullOutput() throws {
    let sandbox = try preparedSandbox()
    for command in Self.commands {
      let (code, errors) = try run(command, "> /dev/full", in: sandbox)
      #expect(code == (command.isEmpty ? 2 : 1), "locus \(command): \(errors)")
      let says = "locus: error: standard output: No space left on device"
      #expect(errors.contains(says), "locus \(command): \(errors)")
    }
  }

  /// A file that is opened does not get the closed descriptor, and with it what is printed.
  @Test(.enabled(if: tool != nil), arguments: [">&-", "<&- >&-"])
  func aClosedOutputIsReported(_ redirection: String) throws {
    let sandbox = try preparedSandbox()
    let (code, errors) = try run("run SPEC --output OUT --quiet", redirection, in: sandbox)
    #expect(code == 1 && errors.contains("standard output: Bad file descriptor"), "\(errors)")
    let (export, _) = try run("export RESULTS", redirection, in: sandbox)
    #expect(export == 1)
    #expect(try sandbox.table("out/little/samples.csv").rows.count == 3 * 20 * 3 * 2)
  }

  /// `locus list | head`: the reader has seen enough.
  @Test(.enabled(if: tool != nil))
  func aReaderMayLeave() throws {
    let sandbox = try preparedSandbox()
    for command in ["schema", "list --json", "run SPEC --json --output OUT --quiet"] {
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let (code, errors) = try run(command, to: pipe, in: sandbox)
      #expect(code == 0 && !errors.contains("error"), "locus \(command): \(errors)")
    }
  }
}
