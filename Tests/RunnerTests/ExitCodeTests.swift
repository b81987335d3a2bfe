import Framework
import Runner
import Testing

/// Scripts tell outcomes apart by the exit code: 0 done, 1 some unit failed, 2 usage, 3 invalid spec.
@Suite(.serialized)
struct ExitCodeTests {
  private func code(_ words: String...) throws -> ExitCode {
    Tool(catalogue: try Catalogue.standard()).run(["locus"] + words)
  }

  @Test func numbers() {
    #expect(ExitCode.done.rawValue == 0 && ExitCode.unitsFailed.rawValue == 1)
    #expect(ExitCode.usage.rawValue == 2 && ExitCode.invalidSpec.rawValue == 3)
    #expect(ExitCode.interrupted.rawValue == 130)
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

  /// Data that are missing or broken keep every unit from being computed.
  @Test func unitsFailed() throws {
    let sandbox = try Sandbox()
    let missing: JSON = ["name": "npy", "path": "no-such-file.npy"]
    let spec = try sandbox.write(Sandbox.spec(["dataset": missing]))
    #expect(try code("validate", spec) == .done)
    #expect(try sandbox.locus("plan", spec) == .unitsFailed)
    #expect(try sandbox.locus("run", spec) == .unitsFailed)
  }
}
