import Foundation
import Framework

/// A task that compares every variant's estimates of x_0 with the reference's by the run's metrics.
public protocol ComparisonTask: ModelTask where Parameters == NoParameters {}

extension ComparisonTask {
  public func valueNames(of spec: RunSpec) -> [String] {
    spec.reference == nil ? [] : spec.metrics.map(\.name)
  }

  public func arrayShape(of run: RunPlan, samples: Int) -> [Int]? {
    run.spec.saveArrays ? Trajectory.arrayShape(of: run, samples: samples) : nil
  }

  public func answer(_ unit: UnitQuestion) throws -> UnitAnswer {
    let mine = try unit.answers()
    var answer = UnitAnswer()
    if let theirs = try unit.askedReference?.answers(at: mine.noisy) ?? unit.reference {
      let start = ContinuousClock.now
      for metric in unit.run.spec.metrics {
        answer.values[metric.name] = zip(mine.estimates, theirs.estimates).map {
          metric.make.values($0, against: $1, training: unit.training)
        }
      }
      answer.metricSeconds = (ContinuousClock.now - start) / .seconds(1)
    }
    if unit.run.spec.saveArrays { answer.array = mine.array }
    return answer
  }

  public static func tables(of results: Results) throws -> [ResultTable] {
    [results.summary(), results.significance(), results.samples(), results.timing()]
  }

  public static func writeFiles(of results: Results, to folder: URL) throws -> [URL] {
    try SavedArrays.write(results, to: folder)
    return []
  }

  public static func summary(of results: Results) throws -> [String] {
    ResultSummary(results: results).lines
  }

  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] {
    let arrays = plan.runs.contains { $0.spec.saveArrays } ? ", arrays/" : ""
    return ["summary.csv, significance.csv, samples.csv, timing.csv, columns.json" + arrays]
  }
}
