import Foundation
import Framework

/// What a piece of work takes.
struct Cost {
  /// Seconds on the clock, and of all processors together.
  let wall: Double
  let processor: Double

  /// Measures one run of `body`.
  static func of<Result>(_ body: () throws -> Result) rethrows -> (cost: Cost, result: Result) {
    let processor = clock()
    let start = ContinuousClock().now
    let result = try body()
    let elapsed = (ContinuousClock().now - start).components
    return (
      Cost(
        wall: Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18,
        processor: Double(clock() - processor) / Double(CLOCKS_PER_SEC)), result
    )
  }

  static func median(_ costs: [Cost]) -> Cost {
    Cost(
      wall: costs.map(\.wall).sorted()[costs.count / 2],
      processor: costs.map(\.processor).sorted()[costs.count / 2])
  }

  func divided(by count: Int) -> Cost {
    Cost(wall: wall / Double(count), processor: processor / Double(count))
  }
}

/// One case measured: costs of one query.
struct Measurement {
  /// The largest difference between a denoiser and its baseline.
  static let bound: Float = 1e-4
  /// Queries in a batch that share passes over the data.
  static let batch = 8

  let baseline: Cost
  let single: Cost
  let batched: Cost
  let difference: Float

  var isRight: Bool { difference <= Self.bound }

  /// - Parameters:
  ///   - queries: single queries, whose costs are averaged.
  ///   - repeats: runs of the denoiser to take the median of; the baseline runs once a query.
  init(_ item: Case, _ data: BenchmarkData, queries: Int, repeats: Int) throws {
    let training = data.training(item.count)
    let denoiser = try item.denoiser(training)
    let plain = try item.baseline(data.layout(item.count), training)
    let batch = data.queries(max(queries, Self.batch), at: item.level)
    // What is computed once for a level is not the query's cost; nor is the first look at the data.
    let small = batch[0..<1]
    _ = try denoiser.denoise(small, at: item.level)
    var (plainCosts, costs, gap): ([Cost], [Cost], Float) = ([], [], 0)
    for index in 0..<queries {
      let query = batch[index..<index + 1]
      let expected = Cost.of { plain.denoise(query.values, at: item.level) }
      plainCosts.append(expected.cost)
      var runs: [Cost] = []
      for _ in 0..<repeats {
        let answer = try Cost.of { try denoiser.denoise(query, at: item.level) }
        runs.append(answer.cost)
        for (a, b) in zip(answer.result.values, expected.result) {
          let difference = abs(a - b)
          // A NaN on either side counts as wrong.
          gap = difference <= gap ? gap : difference.isNaN ? .infinity : difference
        }
      }
      costs.append(.median(runs))
    }
    baseline = Self.mean(plainCosts)
    single = Self.mean(costs)
    let eight = batch[0..<Self.batch]
    batched = .median(
      try (0..<repeats).map { _ in
        try Cost.of { try denoiser.denoise(eight, at: item.level) }.cost.divided(by: Self.batch)
      })
    difference = gap
  }

  private static func mean(_ costs: [Cost]) -> Cost {
    Cost(
      wall: costs.reduce(0) { $0 + $1.wall }, processor: costs.reduce(0) { $0 + $1.processor }
    ).divided(by: costs.count)
  }
}

func geometricMean(_ values: [Double]) -> Double {
  exp(values.reduce(0) { $0 + log($1) } / Double(values.count))
}

/// The exponent b of the best fit y = c xᵇ.
func exponent(_ points: [(x: Double, y: Double)]) -> Double {
  let logs = points.map { (x: log($0.x), y: log($0.y)) }
  let count = Double(logs.count)
  let (x, y) = (logs.reduce(0) { $0 + $1.x } / count, logs.reduce(0) { $0 + $1.y } / count)
  return logs.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
    / logs.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
}
