import Denoisers
import Framework

/// `kamb-els` that searches the nearest clusters beside the exact machine: what that saves, and what it
/// misses. The answers differ by design, so nothing here is wrong or right.
struct ClusterRun {
  static let images = 300
  static let queries = 8
  static let settings = [(64, 1), (64, 4), (64, 16), (512, 1), (512, 32)]
  static let sides = [3, 5]
  static let level = Case.windowLevels[Case.windowLevels.count - 1]

  /// Of one query.
  let exact: Cost
  let clustered: Cost
  /// Of finding the clusters, once.
  let fit: Cost
  /// The mean share of the softmax weight that is not searched.
  let missed: Double

  init(_ data: BenchmarkData, side: Int, clusters: Int, probe: Int) throws {
    let training = data.training(Self.images)
    let noisy = data.queries(Self.queries, at: Self.level)
    func model(_ parameters: JSON) throws -> KambELS {
      try KambELS(.init(parameters), fittedTo: training)
    }
    let plain = try model(["scales": .integer(side)])
    _ = try plain.denoise(noisy[0..<1], at: Self.level)
    exact = try Cost.of { try plain.denoise(noisy, at: Self.level) }.cost
      .divided(by: Self.queries)
    let found = try Cost.of {
      try model([
        "scales": .integer(side), "clusters": .integer(clusters), "probe": .integer(probe),
      ])
    }
    fit = found.cost
    clustered = try Cost.of { try found.result.denoise(noisy, at: Self.level) }.cost
      .divided(by: Self.queries)
    let shares = try found.result.missedShares(of: noisy, at: Self.level)
    missed = shares.reduce(0, +) / Double(shares.count)
  }
}
