import Foundation
import Framework

/// A mixture of Gaussians fitted to points by expectation-maximisation, from k-means clusters.
///
/// Source: Dempster, Laird & Rubin 1977.
struct EMClustering {
  /// A point a row.
  let points: Matrix<Double>
  let seed: Int
  let count: Int
  /// Of expectation-maximisation.
  let rounds: Int

  /// Share of the points' variance that is added to each covariance, so that a cluster of few points
  /// keeps a density.
  private static let ridge = 1e-3

  /// By how much each point belongs to each cluster, cluster by cluster; a point's shares add up to 1.
  func shares() -> [[Double]] {
    let clusters = min(count, points.rows)
    var shares = Self.hard(
      KMeans(points: points, seed: seed, count: clusters).clusters().ofPoints, clusters)
    for _ in 0..<rounds { shares = expectation(shares) }
    return shares
  }

  private static func hard(_ clusters: [Int], _ count: Int) -> [[Double]] {
    (0..<count).map { k in clusters.map { $0 == k ? 1 : 0 } }
  }

  // MARK: Expectation-maximisation

  /// The shares under the Gaussians that the given shares make.
  private func expectation(_ shares: [[Double]]) -> [[Double]] {
    let total = totalVariance()
    let logits = shares.map { logLikelihoods($0, ridge: Self.ridge * total) }
    var result = shares
    for point in 0..<points.rows {
      let largest = logits.map { $0[point] }.max() ?? 0
      // A cluster that lost all its points has no density left.
      let parts = logits.map { exp($0[point] - largest) }
      let sum = parts.reduce(0, +)
      for k in parts.indices { result[k][point] = parts[k] / sum }
    }
    return result
  }

  /// The points' variance in the mean over the dimensions.
  private func totalVariance() -> Double {
    let n = Double(points.rows)
    return (0..<points.columns).reduce(0) { sum, column in
      let values = (0..<points.rows).map { points[$0, column] }
      let mean = values.reduce(0, +) / n
      return sum + values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    } / Double(points.columns)
  }

  /// ln p + ln N of every point under the Gaussian of the points' shares, but for a constant.
  private func logLikelihoods(_ shares: [Double], ridge: Double) -> [Double] {
    let total = shares.reduce(0, +)
    guard total > 1e-9 else { return [Double](repeating: -.infinity, count: points.rows) }
    var mean = [Double](repeating: 0, count: points.columns)
    for point in 0..<points.rows where shares[point] > 0 {
      for (index, value) in points.row(point).enumerated() {
        mean[index] += shares[point] / total * value
      }
    }
    var centred = points
    var weighted = points
    for point in 0..<points.rows {
      let root = (shares[point] / total).squareRoot()
      for index in mean.indices {
        centred[point, index] -= mean[index]
        weighted[point, index] = root * centred[point, index]
      }
    }
    var covariance = weighted.multiplied(by: weighted, transposingSelf: true)
    for index in mean.indices { covariance[index, index] += ridge + .leastNormalMagnitude }
    guard let factor = try? Cholesky(of: covariance) else {
      return [Double](repeating: -.infinity, count: points.rows)
    }
    let solved = factor.solve(centred)
    let half = mean.indices.reduce(0) { $0 + log(factor.factor[$1, $1]) }
    return (0..<points.rows).map { point in
      let distance = zip(centred.row(point), solved.row(point)).reduce(0) { $0 + $1.0 * $1.1 }
      return log(total) - half - distance / 2
    }
  }
}
