import Foundation
import Framework
import Testing

@testable import Runner

/// Everything a user can get wrong is answered with what is wrong, where, and what to do.
///
/// One table, in the files beside this one: each row breaks one thing, and names the fragments that
/// the message must hold.
@Suite struct BrokenInputTests {
  static let cases =
    BrokenInput.keys + BrokenInput.values + BrokenInput.names + BrokenInput.texts
    + BrokenInput.relations + BrokenInput.arrays + BrokenInput.folders + BrokenInput.commands
    + BrokenInput.habits + BrokenInput.sweeps + BrokenInput.pictures + BrokenInput.parts
    + BrokenInput.dataShards

  @Test(arguments: cases) func isExplained(_ broken: BrokenInput) throws {
    let sandbox = try Sandbox()
    let message = try #require(try broken.message(in: sandbox), "nothing was found wrong")
    for fragment in broken.fragments {
      #expect(message.contains(fragment), "\(message)")
    }
  }

  @Test func theTableIsLong() {
    #expect(Self.cases.count >= 100)
    #expect(Set(Self.cases.map(\.title)).count == Self.cases.count)
    #expect(Self.cases.allSatisfy { !$0.fragments.isEmpty })
  }
}

/// A row of the table.
struct BrokenInput: Sendable, CustomTestStringConvertible {
  enum Source: Sendable {
    /// A sound spec, line by line, with these lines in place of its own or added at the end; nil
    /// leaves a line out.
    case lines([(key: String, value: String?)])
    /// The bytes of a spec.
    case text([UInt8])
    /// A command line without the program's name.
    case command([String])
  }

  let title: String
  let source: Source
  var overrides: [String] = []
  /// Files to write first, from ``BrokenFiles``.
  var files: [String] = []
  let fragments: [String]

  var testDescription: String { title }

  /// A row whose spec differs from the sound one in some lines.
  static func spec(
    _ title: String, _ lines: KeyValuePairs<String, String?>, overrides: [String] = [],
    files: [String] = [], says fragments: String...
  ) -> BrokenInput {
    BrokenInput(
      title: title, source: .lines(lines.map { ($0.key, $0.value) }), overrides: overrides,
      files: files, fragments: fragments)
  }

  static func text(_ title: String, _ text: String, says fragments: String...) -> BrokenInput {
    BrokenInput(title: title, source: .text(Array(text.utf8)), fragments: fragments)
  }

  static func command(_ words: String..., says fragments: String...) -> BrokenInput {
    BrokenInput(
      title: words.joined(separator: " "), source: .command(words), fragments: fragments)
  }
}

extension BrokenInput {
  /// What the user is told, or nil if nothing was found wrong.
  func message(in sandbox: Sandbox) throws -> String? {
    for name in files { try BrokenFiles.write(name, to: sandbox.folder) }
    let text: [UInt8]
    switch source {
    case .command(let words):
      let tool = Tool(catalogue: try Catalogue.standard())
      return Self.message { _ = try tool.dispatch(words, arguments: ["locus"] + words) }
    case .text(let bytes): text = bytes
    case .lines(let lines): text = Array(Self.spec(with: lines).utf8)
    }
    try Data(text).write(to: sandbox.folder.appendingPathComponent("spec.json"))
    return Self.message { try run(sandbox.path("spec.json")) }
  }

  /// Reads the spec, plans it, fits its models and lets them sample, as `locus run` does.
  private func run(_ spec: String) throws {
    let experiment = try Experiment.load(
      spec, overrides: overrides, catalogue: .standard(), environment: [:])
    let library = DataLibrary()
    for plan in try Plan(experiment, library: library).runs {
      let request = plan.spec.dataset
      let training = try library.trainingSet(request, seed: plan.spec.seed)
      for model in plan.models where plan.spec.inputs == nil {
        let denoiser = try model.variant.denoiser.make.fit(training)
        _ = try plan.spec.schedule.make.sample(
          from: plan.source.noise(for: 0..<plan.samples), denoise: denoiser.denoise)
      }
    }
  }

  private static func message(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// The sound spec; every key stands on a line of its own.
  private static func spec(with changes: [(key: String, value: String?)]) -> String {
    var lines: [(key: String, value: String?)] = [
      ("version", "1"), ("name", #""broken""#), ("task", #""generate""#),
      ("dataset", #"{"name": "synthetic", "images": 4, "resolution": 8}"#),
      ("denoisers", #"[{"name": "optimal"}]"#),
    ]
    for (key, value) in changes {
      if let index = lines.firstIndex(where: { $0.key == key }) {
        lines[index].value = value
      } else {
        lines.append((key, value))
      }
    }
    let written = lines.compactMap { key, value in value.map { "  \"\(key)\": \($0)" } }
    return "{\n" + written.joined(separator: ",\n") + "\n}\n"
  }
}
