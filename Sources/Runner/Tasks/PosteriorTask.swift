import Foundation
import Framework

/// How the weights of every denoiser's posterior are spread over the training images.
///
/// Where the effective number falls towards 1 a method repeats single images. Sources: Bonnaire et
/// al. 2025; GoldDiff (ICML 2026), "progressive concentration".
public struct PosteriorTask: ModelTask {
  public static let name = "posterior"
  public static let summary =
    "Effective number of images, entropy and largest weight of every posterior, by noise level"
  public static let algorithmVersion = 1

  public static let keys = TaskKeys(
    takes: [.schedule, .samples, .classesOfSamples, .withinClass, .inputs, .reference],
    needs: [.denoisers],
    inputSources: [.forward, .reverse, .npy], defaultInputs: .forward(split: .test, offset: 0),
    onlyInputsUseReference: true, asksWeights: true)

  public init(_ parameters: NoParameters) throws {}

  /// What is recorded of the spreads of one noisy image, by step and sample: of each measure the mean
  /// and the quartiles over the posteriors.
  enum Measure: String, CaseIterable {
    case effective, entropy, largest

    func value(_ spread: PosteriorSpread) -> Double {
      switch self {
      case .effective: spread.effective
      case .entropy: spread.entropy
      case .largest: spread.largest
      }
    }

    var meaning: String {
      switch self {
      case .effective: "effective number of images, 1 / Σ w²"
      case .entropy: "entropy of the weights in nats, −Σ w ln w"
      case .largest: "largest weight"
      }
    }

    /// Names of the recorded values.
    var names: [String] { [rawValue] + ["q1", "median", "q3"].map { "\(rawValue)_\($0)" } }

    /// In the order of the names.
    func values(_ spreads: [PosteriorSpread]) -> [Double] {
      let values = spreads.map(value)
      let quartiles = Quartiles(values)
      return [
        values.reduce(0, +) / Double(values.count), quartiles.lower, quartiles.median,
        quartiles.upper,
      ]
    }
  }

  /// How many posteriors answer, and the mean over them of ln n, n images or windows of images.
  static let posteriors = "posteriors"
  static let logTerms = "log_terms"

  // MARK: Units

  public func valueNames(of spec: RunSpec) -> [String] {
    Measure.allCases.flatMap(\.names) + [Self.logTerms, Self.posteriors]
  }

  public func answer(_ unit: UnitQuestion) throws -> UnitAnswer {
    let names = valueNames(of: unit.run.spec)
    var values = names.map { _ in [[Double]]() }
    for level in unit.run.spec.levels {
      let samples = try unit.model.spreads(of: unit.noisy(at: level), at: level).map { spreads in
        Measure.allCases.flatMap { $0.values(spreads) } + [
          spreads.reduce(0) { $0 + log($1.terms) } / Double(spreads.count), Double(spreads.count),
        ]
      }
      for index in names.indices { values[index].append(samples.map { $0[index] }) }
    }
    return UnitAnswer(values: Dictionary(uniqueKeysWithValues: zip(names, values)))
  }

  // MARK: Results

  public static func tables(of results: Results) throws -> [ResultTable] {
    [results.posteriors(), results.values(), results.timing()]
  }

  public static func summary(of results: Results) throws -> [String] {
    results.index.runs.flatMap { PosteriorSummary(results: results, run: $0).lines }
  }

  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] {
    ["posterior.csv, samples.csv, timing.csv, columns.json, report/"]
  }
}
