import Denoisers
import Framework
import Testing

struct FilteredPosteriorTests {
  /// A collection, and the denoiser that it is in a hard or extreme case.
  struct Law: CustomTestStringConvertible, Sendable {
    let name: String
    let collection: JSON
    let other: @Sendable (TrainingSet) throws -> any Denoiser
    var testDescription: String { "\(name): \(collection.canonicalText)" }

    init<D: Denoiser>(_ type: D.Type, _ parameters: JSON, _ collection: JSON) {
      name = D.name
      self.collection = collection
      other = { training in try D(D.Parameters(parameters), fittedTo: training) }
    }
  }

  static let laws = [
    Law(KambLS.self, ["scales": 5], ["precision": ["window": 5]]),
    Law(KambLS.self, ["scales": 31], ["precision": ["window": 31, "border": "cut"]]),
    Law(
      PSPCSquare.self, ["patch_sizes": 4],
      ["precision": ["window": 4, "border": "inside"], "response": "patch"]),
    Law(
      PSPCSquare.self, ["patch_sizes": 7],
      ["precision": ["window": 7, "border": "inside"], "response": "patch"]),
    Law(
      PSPCFlex.self, ["thresholds": 0.4],
      [
        "precision": ["heatmaps": ["from": "wiener"], "threshold": 0.4], "response": "patch",
      ]),
    Law(
      PCALocality.self, ["threshold": 0.05],
      ["precision": ["locality": 0.05], "response": "pixel"]),
  ]

  /// Soft precisions and responses at their ends, and hard ones as masks and windows give them.
  static let limits = [
    Law(KambLS.self, ["scales": 1], ["precision": ["gaussian": 0.05]]),
    Law(Optimal.self, [:], ["precision": ["gaussian": 1e5]]),
    Law(Optimal.self, [:], ["precision": ["wiener": 0], "response": ["gaussian": 3]]),
    Law(
      Optimal.self, [:],
      ["precision": ["heatmaps": ["from": "wiener"], "threshold": 1], "response": "patch"]),
    Law(
      PSPCFlex.self, ["thresholds": 1, "heatmaps": ["from": "wiener"]],
      ["precision": ["heatmaps": ["from": "wiener"], "threshold": 1], "response": "patch"]),
    Law(
      KambLS.self, ["scales": 3], ["precision": ["window": 3], "response": ["gaussian": 0.05]]),
    Law(
      PCALocality.self, ["threshold": 0.1],
      ["precision": ["locality": 0.1], "response": ["gaussian": 0.05]]),
  ]

  @Test(arguments: laws, Golden.sets)
  func isItsHardCases(_ law: Law, _ golden: Golden) throws {
    try expect(law, golden, within: 1e-5)
  }

  /// Distances are summed in another order there, which at little noise shows where two images are
  /// nearly equally far away.
  @Test(arguments: limits, Golden.sets)
  func endsInWhatIsKnown(_ law: Law, _ golden: Golden) throws {
    try expect(law, golden, within: 1e-4)
  }

  private func expect(_ law: Law, _ golden: Golden, within bound: Float) throws {
    let training = try golden.training()
    let model = try FilteredPosterior(
      .init(law.collection, catalogue: DenoiserLawTests.catalogue), fittedTo: training)
    let other = try law.other(training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      let gap = try difference(model.denoise(noisy, at: level), other.denoise(noisy, at: level))
      #expect(gap < bound, "t = \(level.t)")
    }
  }

  /// What is left out moves the answer by no more than the tolerance.
  @Test(arguments: [1e-7, 1e-3, 1e-1])
  func keepsItsTolerance(_ tolerance: Double) throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    for response: JSON in ["pixel", ["gaussian": 1]] {
      func model(_ tolerance: Double) throws -> FilteredPosterior {
        try FilteredPosterior(
          .init([
            "precision": ["gaussian": 1.5], "response": response,
            "tolerance": .number(tolerance),
          ]), fittedTo: training)
      }
      for (index, level) in try golden.ddpmLevels().enumerated() {
        let noisy = try golden.batch("ddpm_xt", index)
        let gap = try difference(
          model(tolerance).denoise(noisy, at: level), model(0).denoise(noisy, at: level))
        #expect(gap <= Float(tolerance) + 1e-6, "t = \(level.t)")
      }
    }
  }

  /// The response far from all windows is that of the nearest, and no quotient of two zeros.
  @Test func answersFarFromItsWindows() throws {
    let golden = Golden.sets[0]
    let training = try golden.training()
    let model = try FilteredPosterior(
      .init([
        "precision": ["window": 12, "border": "inside"], "response": ["gaussian": 0.01],
      ]), fittedTo: training)
    let (noisy, level) = (try golden.batch("ddpm_xt", 1), try golden.ddpmLevels()[1])
    let optimal = try Optimal(.init(), fittedTo: training)
    #expect(
      try difference(model.denoise(noisy, at: level), optimal.denoise(noisy, at: level)) < 1e-5)
  }

  @Test func precisionsAndResponsesGoByStep() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let precisions: [JSON] = [["gaussian": 1], ["window": 3], ["wiener": 2]]
    let responses: [JSON] = ["pixel", "patch", ["gaussian": 1]]
    let listed = try FilteredPosterior(
      .init(["precision": .array(precisions), "response": .array(responses)]), fittedTo: training)
    let (noisy, level) = (try golden.batch("ddpm_xt", 1), try golden.ddpmLevels()[1])
    for step in 0..<3 {
      let one = try FilteredPosterior(
        .init(["precision": precisions[step], "response": responses[step]]), fittedTo: training)
      let there = NoiseLevel(signal: level.signal, noise: level.noise, step: step, t: level.t)
      #expect(try listed.denoise(noisy, at: there) == one.denoise(noisy, at: there))
    }
  }

  static let differentiated: [JSON] = [
    ["precision": ["gaussian": 0.8]],
    ["precision": ["window": 3], "response": "patch"],
    ["precision": ["window": 2, "border": "inside"], "response": "patch"],
    ["precision": ["wiener": 1]],
    ["precision": ["locality": 0.3], "response": "patch"],
    ["precision": ["heatmaps": ["from": "wiener"], "threshold": 0.6], "response": "patch"],
  ]

  /// The closed form against differences.
  @Test(arguments: differentiated)
  func sensitivityIsThatOfItsCollection(_ parameters: JSON) throws {
    let model = try FilteredPosterior(
      .init(parameters, catalogue: DenoiserLawTests.catalogue),
      fittedTo: DenoiserLawTests.smallTraining)
    let (noisy, elements) = (DenoiserLawTests.noisy[3..<4], DenoiserLawTests.elements)
    for level in [DenoiserLawTests.levels[1], DenoiserLawTests.levels[3]] {
      let closed = try model.sensitivity(of: elements, noisy: noisy, at: level)
      let other = try model.differencedSensitivity(of: elements, noisy: noisy, at: level)
      #expect(closed.method == .closedForm)
      let largest = closed.gradients.values.reduce(Float(0)) { max($0, abs($1)) }
      let allowed = max(0.01 * largest, Float(3 * (other.errors.max() ?? 0)))
      #expect(difference(closed.gradients, other.gradients) <= allowed, "noise \(level.noise)")
    }
  }

  /// All posteriors answer softly for a pixel, which has no closed form here.
  @Test func softResponsesAreDifferenced() throws {
    let model = try FilteredPosterior(
      .init(["response": ["gaussian": 1]]), fittedTo: DenoiserLawTests.smallTraining)
    let answer = try model.sensitivity(
      of: [27], noisy: DenoiserLawTests.noisy[3..<4], at: DenoiserLawTests.levels[1])
    #expect(answer.method != .closedForm)
  }

  /// What a spec says wrongly, and the words that it gets.
  static let mistakes: [(JSON, String)] = [
    (["precision": 3], "expected {\"window\": side"),
    (["precision": ["window": 4]], "the side of a window must be odd"),
    (["precision": ["windw": 3]], "unknown key; did you mean \"window\"?"),
    (["precision": ["window": 3, "gaussian": 2]], "give \"window\" or \"gaussian\", not both"),
    (["precision": ["window": 3, "border": "outside"]], "unknown value \"outside\""),
    (["precision": ["gaussian": 0]], "expected a number above 0"),
    (["precision": ["locality": 2]], "expected a number in [0, 1]"),
    (["precision": ["heatmaps": ["from": "wiener"]]], "\"heatmaps\" need a \"threshold\""),
    (["response": "patches"], "unknown value \"patches\"; did you mean \"patch\"?"),
    (["response": ["gaussion": 1]], "unknown key; did you mean \"gaussian\"?"),
    (["response": "patch"], "a precision without an edge has no patch to answer for"),
    (
      ["precision": ["window": 3, "border": "inside"]],
      "windows inside the image stand for no pixel of their own"
    ),
    (
      ["precision": ["window": 90, "border": "inside"], "response": "patch"],
      "a window of 90 × 90 pixels does not fit"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func saysWhatIsWrong(_ index: Int) throws {
    let (json, words) = Self.mistakes[index]
    let error = #expect(throws: (any Error).self) {
      let parameters = try FilteredPosterior.Parameters(json)
      try FilteredPosterior.check(
        parameters, shape: ImageShape(channels: 1, height: 8, width: 8), levels: [])
    }
    #expect("\(try #require(error))".contains(words), "\(error.map { "\($0)" } ?? "")")
  }
}
