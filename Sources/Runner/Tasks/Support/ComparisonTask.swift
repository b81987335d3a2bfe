import Foundation
import Framework

/// A task that compares every variant's estimates of x_0 with the reference's by the run's metrics.
public protocol ComparisonTask: ModelTask where Parameters == NoParameters {}

extension ComparisonTask {
  /// Metrics are computed from the arrays, and recorded by themselves.
  public func valueNames(of spec: RunSpec) -> [String] { [] }

  public func arrays(of run: RunPlan, samples: Int) -> [String: [Int]] {
    var names = [KeptArray.estimates]
    if run.spec.saveArrays { names.append(KeptArray.noisy) }
    if run.spec.asksReferenceAlongCandidates { names.append(KeptArray.reference) }
    let shape = KeptArray.shape(of: run, samples: samples)
    return Dictionary(uniqueKeysWithValues: names.map { ($0, shape) })
  }

  public func answer(_ unit: UnitQuestion) throws -> UnitAnswer {
    let mine = try unit.answers()
    var answer = UnitAnswer(arrays: [KeptArray.estimates: NpyArray(mine.estimates)])
    if unit.run.spec.saveArrays { answer.arrays[KeptArray.noisy] = NpyArray(mine.noisy) }
    if let asked = unit.askedReference {
      answer.arrays[KeptArray.reference] = NpyArray(try asked.answers(at: mine.noisy).estimates)
    }
    return answer
  }

  public static func tables(of results: Results) throws -> [ResultTable] {
    [results.summary(), results.significance(), results.samples(), results.timing()]
  }

  public static func writeFiles(of results: Results, to folder: URL) throws -> [URL] {
    try SavedArrays.write(results, to: folder)
  }

  public static func summary(of results: Results) throws -> [String] {
    ResultSummary(results: results).lines
  }

  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] {
    let arrays = plan.runs.contains { $0.spec.saveArrays } ? ", arrays/" : ""
    return [
      "summary.csv, significance.csv, samples.csv, timing.csv, columns.json, report/" + arrays
    ]
  }
}
