import Denoisers
import Framework
import Testing

struct SwitchTests {
  static let catalogue = DenoiserLawTests.catalogue

  func model(_ parameters: JSON, _ training: TrainingSet) throws -> Switch {
    try Switch(.init(parameters, catalogue: Self.catalogue), fittedTo: training)
  }

  /// Without a width each level is answered by one entry alone, to the bit.
  @Test func oneEntryAnswers() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let wiener = try Wiener(.init(), fittedTo: training)
    let optimal = try Optimal(.init(), fittedTo: training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      for (bound, expected) in [
        (level.sigma, try wiener.denoise(noisy, at: level)),
        (level.sigma * 1.001, try optimal.denoise(noisy, at: level)),
      ] {
        let entries: JSON = [["name": "wiener", "above": .number(bound)], "optimal"]
        #expect(
          try model(["entries": entries], training).denoise(noisy, at: level) == expected)
      }
    }
  }

  /// At the bound itself a gradual change is half way.
  @Test func aWidthMixesNeighbours() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let (noisy, level) = (try golden.batch("ddpm_xt", 1), try golden.ddpmLevels()[1])
    let entries: JSON = [["name": "wiener", "above": .number(level.sigma)], ["name": "nearest"]]
    let answer = try model(["entries": entries, "blend": 0.7], training).denoise(noisy, at: level)
    let (a, b) = (
      try Wiener(.init(), fittedTo: training).denoise(noisy, at: level),
      try Nearest(.init(), fittedTo: training).denoise(noisy, at: level)
    )
    for index in answer.values.indices {
      #expect(abs(answer.values[index] - (a.values[index] + b.values[index]) / 2) < 1e-6)
    }
  }

  @Test(
    arguments: [
      ([], "a list of denoisers"),
      (["wiener", "optimal"], "the key \"above\" is missing"),
      ([["name": "wiener", "above": 2]], "leave its \"above\" out"),
      (
        [["name": "wiener", "above": 2], ["name": "nearest", "above": 3], "optimal"],
        "bounds must fall"
      ),
      ([["name": "wiener", "above": 0], "optimal"], "above 0"),
      ([["name": "wienr", "above": 1], "optimal"], "wiener"),
    ] as [(JSON, String)])
  func refuses(_ entries: JSON, _ words: String) throws {
    let error = #expect(throws: SpecIssues.self) {
      try Switch.Parameters(["entries": entries], catalogue: Self.catalogue)
    }
    #expect("\(try #require(error))".contains(words))
  }

  /// Values of an entry are asked for where it answers, and only there: a machine whose windows do not
  /// fit is in order where it is never asked.
  @Test func whatItIsMadeOfIsKept() throws {
    let parameters = try Switch.Parameters(
      ["entries": [["name": "wiener", "above": 2], "optimal"]], catalogue: Self.catalogue)
    let again = try Switch.Parameters(parameters.json, catalogue: Self.catalogue)
    #expect(again.json == parameters.json)
    #expect(parameters.json["entries"]?.array?.first?["above"] == .number(2))
    let identity = try parameters.identity().canonicalText
    let other = try Switch.Parameters(
      ["entries": [["name": "wiener", "above": 3], "optimal"]], catalogue: Self.catalogue)
    #expect(try other.identity().canonicalText != identity)
  }
}
