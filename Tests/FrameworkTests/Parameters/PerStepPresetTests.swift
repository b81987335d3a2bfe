import Foundation
import Testing

@testable import Framework

/// Published per-step lists that a spec names in place of a list.
@Suite struct PerStepPresetTests {
  private static func level(_ signal: Double, _ noise: Double, _ step: Int) -> NoiseLevel {
    NoiseLevel(signal: signal, noise: noise, step: step, t: noise)
  }

  /// Three levels a factor of 100 apart.
  static let preset = PerStepPreset(
    "coarse", "a paper", levels: [level(1, 10, 0), level(1, 0.1, 1), level(1, 0.001, 2)],
    values: [0.9, 0.5, 0.1])

  struct Listed: Denoiser {
    static let name = "listed"
    static let summary = "Has a parameter with a published list"
    struct Parameters: ParameterSet {
      @Parameter("Shares.", in: 0...1, presets: [PerStepPresetTests.preset])
      var shares: PerStep<Double> = 0.5
    }
    init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {}
    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch { noisy }
  }

  private func experiment(_ shares: String, changes: String = "") throws -> Experiment {
    let text = """
      {"version": 1, "name": "test", "task": "sampling", "dataset": {"name": "dots"}\(changes),
       "denoisers": [{"name": "listed", "shares": \(shares)}]}
      """
    return try Experiment(
      try JSONParser.parse(text: text, file: "spec.json"),
      catalogue: SpecFixture.catalogue().adding(Listed.self), environment: [:])
  }

  /// The entry of the nearest ratio s/a in the logarithm: between 10 and 0.1 the border is at 1.
  @Test func takesTheNearestRatio() {
    let levels = [
      Self.level(1, 500, 0), Self.level(0.5, 0.51, 1), Self.level(0.5, 0.49, 2),
      Self.level(0.9, 0.09, 3), Self.level(1, 0.0099, 4), Self.level(1, 1e-6, 5),
    ]
    #expect(Self.preset.list(at: levels) == [0.9, 0.9, 0.5, 0.5, 0.1, 0.1])
    #expect(Self.preset.list(at: [Self.level(1, 0.001, 0)]) == [0.1])
  }

  @Test func theResolvedSpecHoldsTheList() throws {
    let resolved = try experiment("\"coarse\"").resolved
    let list = try #require(resolved["denoisers"]?.array?[0]["shares"]?.array)
    #expect(list.count == 10 && list.first == 0.9 && list.last == 0.5)
    let run = try experiment("\"coarse\"").runs[0]
    #expect(run.variants[0].denoiser.parameters["shares"] == .array(list))
    // Its own levels stand for the run's.
    let levels = #", "schedule": {"name": "karras", "steps": 3}"#
    let three = try experiment("\"coarse\"", changes: levels).resolved
    #expect(three["denoisers"]?.array?[0]["shares"] == [0.9, 0.9, 0.1])
  }

  /// In a sweep the name stays: it is part of a label. So it does where it means several lists.
  @Test func aSweptNameStays() throws {
    let swept = try experiment(#"{"sweep": ["coarse", 0.3]}"#)
    #expect(swept.resolved["denoisers"]?.array?[0]["shares"] == ["sweep": ["coarse", 0.3]])
    #expect(swept.runs[0].variants[0].label == "listed[shares=coarse]")
    let runs = try experiment(
      "\"coarse\"",
      changes: #", "schedule": {"name": "karras", "steps": {"sweep": [2, 3, 4]}}"#)
    #expect(runs.resolved["denoisers"]?.array?[0]["shares"] == "coarse")
    #expect(
      runs.runs.map { $0.variants[0].denoiser.parameters["shares"]?.array?.count }
        == [2, 3, 4])
  }

  @Test func anUnknownNameIsRefusedWithTheNearest() throws {
    let issues = try #require(throws: SpecIssues.self) { try experiment("\"corse\"") }
    #expect(
      "\(issues)" == "spec.json:2:45: error: denoisers[0].shares: no published list is called "
        + "\"corse\"; did you mean \"coarse\"? Known lists: coarse")
  }

  @Test func descriptionAndSchemaNameIt() throws {
    let description = try #require(Listed.Parameters.descriptions.first)
    #expect(description.type.hasSuffix(", or a list with one for each step, or \"coarse\""))
    #expect(description.schema["anyOf"]?.array?.last == ["enum": ["coarse"]])
    #expect(description.isPerStep && description.presets.map(\.name) == ["coarse"])
  }

  /// Without a run, as in code, the list is the published one.
  @Test func readsWithoutARun() throws {
    let parameters = try Listed.Parameters(["shares": "coarse"])
    #expect(parameters.json["shares"] == [0.9, 0.5, 0.1])
  }
}
