import Foundation
import Framework
import Testing

@testable import Runner

/// Scripts tell outcomes apart by the exit code, as help and docs/spec.md list them.
@Suite(.serialized)
struct ExitCodeTests {
  private func code(_ words: String...) throws -> ExitCode {
    Tool(catalogue: try Catalogue.standard()).run(["locus"] + words)
  }

  @Test func numbersAndMeanings() throws {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 3, 130])
    let page = try String(
      contentsOf: DocsTests.root.appendingPathComponent("docs/spec.md"), encoding: .utf8)
    for code in ExitCode.allCases {
      #expect(page.contains("| \(code.rawValue) | \(code.meaning) |"), "\(code)")
      #expect(Tool.overview.contains(code.meaning), "\(code)")
    }
    #expect(Set(ExitCode.allCases.map(\.meaning)).count == ExitCode.allCases.count)
  }

  @Test func done() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("validate", try sandbox.write(Sandbox.spec())) == .done)
    #expect(try code("run", "--help") == .done)
    #expect(try code("describe", "--json", "cosine") == .done)
  }

  @Test func usage() throws {
    #expect(try code() == .usage)
    #expect(try code("frobnicate") == .usage)
    #expect(try code("run", "--output") == .usage)
    #expect(try code("describe", "no-such-plugin") == .usage)
    #expect(try code("list", "denoisers", "metrics") == .usage)
    #expect(try code("doctor", "please") == .usage)
  }

  @Test func invalidSpec() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec(["seed": -1]))
    for command in ["validate", "plan", "run"] {
      #expect(try sandbox.locus(command, spec) == .invalidSpec)
    }
    #expect(try code("validate", sandbox.path("no-such-spec.json")) == .invalidSpec)
    let sound = try sandbox.write(Sandbox.spec())
    #expect(try code("validate", sound, "seed") == .invalidSpec)
    #expect(try code("validate", sound, "seed=x") == .invalidSpec)
  }

  /// What is found while a command prepares its work is a refusal, whatever finds it.
  @Test func refusals() throws {
    let sandbox = try Sandbox()
    let sound = try sandbox.write(Sandbox.spec())
    var count = 0
    func spec(_ key: String, _ value: JSON) throws -> String {
      var spec = Sandbox.spec(["name": "broken"])
      spec[key] = value
      count += 1
      return try sandbox.write(spec, to: "broken\(count).json")
    }
    let broken = [
      try spec("dataset", ["name": "npy", "path": "no-such-file.npy"]),
      try spec("noise", "no-such-noise.npy"),
      try spec("denoisers", [["name": "unet", "weights": "no-such-network"]]),
      try spec("denoisers", [["name": "kamb-els", "scales": 99]]),
      try spec("samples", 1_000_000_000),
    ]
    for spec in broken {
      #expect(try code("validate", spec) == .done, "\(spec)")
      #expect(try sandbox.locus("plan", spec) == .invalidSpec, "\(spec)")
      #expect(try sandbox.locus("run", spec) == .invalidSpec, "\(spec)")
    }
    #expect(!FileManager.default.fileExists(atPath: sandbox.path("out")))
    #expect(try sandbox.locus("calibrate", sound) == .invalidSpec)
    #expect(try code("export", sandbox.path("nowhere")) == .invalidSpec)
    #expect(try code("convert", sound, "--output", sandbox.path("net")) == .invalidSpec)
    try Data("{".utf8).write(to: sandbox.folder.appendingPathComponent("plan.json"))
    #expect(try code("export", sandbox.folder.path) == .invalidSpec)
    // Other numbers under the same name need --force.
    #expect(try sandbox.locus("run", sound) == .done)
    #expect(try sandbox.locus("run", sound, "seed=1") == .invalidSpec)
  }

  /// What cannot be written is no fault of the spec, before the work or after it.
  @Test func failures() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    #expect(try code("run", spec, "--quiet", "--output", "/dev/null") == .unitsFailed)
    #expect(
      try code("calibrate", spec, #"denoisers=["kamb-ls"]"#, "--results", "/dev/null")
        == .unitsFailed)
    #expect(try sandbox.locus("run", spec) == .done)
    let results = sandbox.path("out/little")
    #expect(try code("export", results, "--output", "/dev/null/a") == .unitsFailed)
    let unit = try #require(try sandbox.files("out/little/units").first { $0.hasSuffix(".json") })
    try FileManager.default.removeItem(atPath: sandbox.path("out/little/units/\(unit)"))
    #expect(try code("export", results) == .unitsFailed)
  }

  /// The program of a user whose plugin has the name of another: a message, not a trap.
  @Test func aCatalogueThatCannotBeMade() throws {
    let code = Tool.run(["locus", "list"]) { try .standard().adding(R2Again.self) }
    #expect(code == .invalidSpec)
    #expect(Tool.run(["locus", "list"]) { try .standard() } == .done)
  }

  private struct R2Again: Metric {
    static let name = "r2"
    static let summary = "A name that is taken"
    static let direction = MetricDirection.higherIsBetter
    init(_ parameters: NoParameters) throws {}
    func values(
      _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
    ) -> [Double] { [] }
  }
}
