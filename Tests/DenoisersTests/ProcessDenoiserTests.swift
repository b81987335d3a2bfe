import Denoisers
import Foundation
import Framework
import Testing

/// Laws are tested with all denoisers; here are the program's ways to fail, and its end.
@Suite(.serialized, .enabled(if: ChildFixture.isAvailable))
struct ProcessDenoiserTests {
  static let training = TrainingSet(
    images: ImageStore(
      shape: ImageShape(channels: 1, height: 2, width: 3), bytes: [UInt8](repeating: 9, count: 12)))
  static let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 300)
  static let noisy = ImageBatch(
    shape: training.shape, values: (0..<24).map { Float($0) / 8 }, firstSample: 16)

  func start(
    _ command: JSON, timeout: Double = 20
  ) throws -> ProcessDenoiser {
    try ProcessDenoiser(
      .init(["command": command, "timeout": .number(timeout)]), fittedTo: Self.training)
  }

  @Test func asksAndAnswers() throws {
    let model = try start(ChildFixture.command("shrink"))
    for _ in 0..<3 {
      let answer = try model.denoise(Self.noisy, at: Self.level)
      #expect(answer.firstSample == 16 && answer.count == 4)
      for (x, y) in zip(Self.noisy.values, answer.values) { #expect(abs(y - 0.8 * x) < 1e-6) }
    }
  }

  /// A megabyte is more than pipes hold: neither side may wait for the other.
  @Test func batchesMayBeLargeAndProgramsTalkative() throws {
    let model = try start(ChildFixture.command("talks much"))
    let large = ImageBatch(shape: Self.training.shape, repeating: 0.5, count: 50000)
    let answer = try model.denoise(large, at: Self.level)
    #expect(answer.values.count == 300_000 && abs(answer.values[299_999] - 0.4) < 1e-6)
  }

  @Test func manyThreadsAskInTurn() throws {
    let model = try start(ChildFixture.command("shrink"))
    let answers = try WorkPool.shared.map(24) { index in
      let level = NoiseLevel(signal: 1, noise: Double(index + 1), step: 0, t: 0)
      return try model.denoise(Self.noisy[0..<1 + index % 4], at: level)
    }
    for (index, answer) in answers.enumerated() {
      let factor = 1 / (1 + Double((index + 1) * (index + 1)))
      #expect(answer.count == 1 + index % 4)
      #expect(abs(Double(answer.values[5]) - factor * 5 / 8) < 1e-6)
    }
  }

  /// What is known of a program beside its command.
  private func identity(_ entry: KeyValuePairs<String, JSON>) throws -> JSON {
    var json: JSON = ["name": "process"]
    for (key, value) in entry { json[key] = value }
    let catalogue = try Catalogue(
      denoisers: [ProcessDenoiser.self], datasets: [], schedules: [], metrics: [])
    struct One: ParameterSet {
      @Parameter("The denoiser.")
      var entry: DenoiserEntry
      init() {}
    }
    return try One(["entry": json], catalogue: catalogue).identity()
  }

  @Test func theReportedVersionCounts() throws {
    func reported(_ version: String) throws -> JSON {
      try identity([
        "command": ChildFixture.command("version \(version)"), "reports_version": true,
      ])
    }
    let one = try reported("1")
    #expect(try one == reported("1"))
    #expect(one.canonicalText.contains(#""reported":"1""#))
    // An answer comes after the version.
    let model = try ProcessDenoiser(
      .init(["command": ChildFixture.command("version 1"), "reports_version": true]),
      fittedTo: Self.training)
    #expect(try model.denoise(Self.noisy, at: Self.level).count == 4)
    let mute = #expect(throws: ChildProcessError.self) {
      try identity([
        "command": ChildFixture.command("greets"), "reports_version": true, "timeout": 20,
      ])
    }
    #expect(mute?.description.contains(#"not a line {"version": "…"}"#) == true)
    let unasked = try start(ChildFixture.command("version 1"))
    let error = #expect(throws: ChildProcessError.self) {
      try unasked.denoise(Self.noisy, at: Self.level)
    }
    #expect(error?.description.contains(#"give it "reports_version": true"#) == true)
  }

  /// Weights and code that the command does not name.
  @Test func theContentOfFilesCounts() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("files-\(UUID().uuidString)")
    let inner = folder.appendingPathComponent("net/blobs")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let weights = inner.appendingPathComponent("weights.bin")
    try Data("one".utf8).write(to: weights)
    // As model hubs do: a link to the file itself.
    try FileManager.default.createSymbolicLink(
      at: folder.appendingPathComponent("net/model.bin"), withDestinationURL: weights)
    func identity() throws -> JSON {
      try self.identity([
        "command": ChildFixture.command("shrink"),
        "files": [.string(folder.appendingPathComponent("net").path)],
      ])
    }
    let before = try identity()
    #expect(try identity() == before)
    try Data("two".utf8).write(to: weights)
    let after = try identity()
    #expect(after != before)
    try Data("x".utf8).write(to: folder.appendingPathComponent("net/.hidden"))
    #expect(try identity() == after)
    try FileManager.default.removeItem(at: folder)
    let gone = #expect(throws: FormatError.self) { try identity() }
    #expect(gone?.description.contains("there is no such file or folder") == true)
  }

  static let failures: [(what: String, says: String)] = [
    (
      "dies at once",
      "ended with exit code 1 before it answered; it last wrote to stderr:\n  no such"
    ),
    (
      "dies", "ended with exit code 3 before it answered; it last wrote to stderr:\n  first\n  last"
    ),
    ("greets", "answered \"Loading the model\", not a line like {\"shape\": [4, 1, 2, 3]}"),
    ("list", "answered \"[1, 2]\", not a line like"),
    ("no shape", "answered {\"size\": 24} without the \"shape\" of its estimates, [4, 1, 2, 3]"),
    ("other shape", "answered images of shape [1,2,3] to a batch of [4, 1, 2, 3]"),
    ("too few", "ended with exit code 0 after 92 of the answer's 96 bytes"),
    ("too many", "wrote 4 bytes more than its answer"),
    ("not finite", "answered a number that is not finite for sample 19 at t = 300.0"),
    ("refuses", "refused the batch: t = 300 is too late"),
  ]

  @Test(arguments: failures) func failuresAreNamed(what: String, says: String) throws {
    let model = try start(ChildFixture.command(what))
    for _ in 0..<2 {
      let error = #expect(throws: ChildProcessError.self) {
        try model.denoise(Self.noisy, at: Self.level)
      }
      let text = "\(try #require(error))"
      #expect(text.hasPrefix("the program `python3 "))
      #expect(text.contains(says), "\(text)")
    }
  }

  @Test func aProgramThatHangsIsKilled() throws {
    let model = try start(ChildFixture.command("hangs"), timeout: 1)
    let start = ContinuousClock.now
    let error = #expect(throws: ChildProcessError.self) {
      try model.denoise(Self.noisy, at: Self.level)
    }
    #expect(ContinuousClock.now - start < .seconds(10))
    let problem = try #require(error).problem
    #expect(problem.hasPrefix("was given 1 s and ended before it answered"), "\(problem)")
  }

  /// Silence is waited for no longer at the start than later.
  @Test func aSilentProgramIsGivenItsTime() throws {
    for greets in [false, true] {
      let start = ContinuousClock.now
      let error = #expect(throws: ChildProcessError.self) {
        let model = try ProcessDenoiser(
          .init([
            "command": ["sleep", "600"], "timeout": 0.5, "reports_version": .bool(greets),
          ]), fittedTo: Self.training)
        _ = try model.denoise(Self.noisy, at: Self.level)
      }
      #expect(ContinuousClock.now - start < .seconds(10))
      let text = try #require(error).description
      #expect(
        text.hasPrefix("the program `sleep 600` was given 0.5 s and ended before it answered"))
      #expect(text.contains("give it a longer \"timeout\""))
      #expect(text.contains("starts by writing") == greets)
    }
  }

  /// What a program starts and leaves behind ends with it.
  @Test func theProgramsOfAProgramEndToo() throws {
    try withFile { file in
      let line = "sleep 600 & echo $! > '\(file.path)'; wait"
      let model = try ProcessDenoiser(
        .init(["command": ["sh", "-c", .string(line)], "timeout": 1]), fittedTo: Self.training)
      #expect(throws: ChildProcessError.self) { try model.denoise(Self.noisy, at: Self.level) }
      let inner = try #require(
        Int32(String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .newlines)))
      let deadline = ContinuousClock.now + .seconds(10)
      while Self.isRunning(inner), .now < deadline { usleep(20_000) }
      #expect(!Self.isRunning(inner))
    }
  }

  /// Whether a process runs; one that has ended may still be waited for by its parent.
  private static func isRunning(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state?.contains(") Z ") != true
  }

  @Test func programsThatCannotBeStartedAreNamed() throws {
    let unknown = #expect(throws: ChildProcessError.self) {
      try start(["no-such-program-anywhere", "1"])
    }
    #expect(
      unknown?.description == "the program `no-such-program-anywhere 1` cannot be started: "
        + "there is no program \"no-such-program-anywhere\" in $PATH")
    // Found while the run is planned.
    let parameters = try ProcessDenoiser.Parameters(["command": ["no-such-program-anywhere"]])
    #expect(throws: ChildProcessError.self) {
      try ProcessDenoiser.check(
        parameters, shape: ImageShape(channels: 1, height: 2, width: 2), levels: [])
    }
    let plain = #expect(throws: ChildProcessError.self) {
      try start([.string(ChildFixture.script)])
    }
    #expect(plain?.problem.hasSuffix("child.py is no file that may be executed") == true)
  }

  // MARK: The end

  private func withFile(_ body: (URL) throws -> Void) rethrows {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("end-\(UUID())")
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url)
  }

  /// Another program that was started later must not hold the first one's input open.
  @Test func aProgramEndsWithItsDenoiser() throws {
    try withFile { end in
      var first: ProcessDenoiser? = try start(ChildFixture.command("shrink", end: end))
      let second = try start(ChildFixture.command("shrink"))
      _ = try first?.denoise(Self.noisy, at: Self.level)
      #expect(!FileManager.default.fileExists(atPath: end.path))
      first = nil
      #expect(FileManager.default.fileExists(atPath: end.path))
      _ = try second.denoise(Self.noisy, at: Self.level)
    }
  }

  // MARK: Parameters

  @Test func wordsThatNameFilesAreTheirContent() throws {
    try withFile { file in
      try Data("print(1)".utf8).write(to: file)
      func identity(_ command: JSON, timeout: JSON = 60) throws -> JSON {
        try ProcessDenoiser.Parameters(["command": command, "timeout": timeout]).identity()
      }
      let command: JSON = ["python3", .string(file.path), "--fast"]
      let before = try identity(command)
      #expect(try identity(command, timeout: 5) == before)
      #expect(try identity(["python3", .string(file.path), "--slow"]) != before)
      try Data("print(2)".utf8).write(to: file)
      #expect(try identity(command) != before)
    }
    #expect(throws: SpecIssues.self) { try ProcessDenoiser.Parameters(["command": []]) }
    #expect(throws: SpecIssues.self) { try ProcessDenoiser.Parameters(["command": "python3 a"]) }
    #expect(throws: SpecIssues.self) { try ProcessDenoiser.Parameters(["command": ["a", 1]]) }
  }
}
