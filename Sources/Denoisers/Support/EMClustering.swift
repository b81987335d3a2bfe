import Foundation
import Framework

/// A mixture of Gaussians fitted to points by expectation-maximisation, from k-means clusters.
///
/// Sources: Dempster, Laird & Rubin 1977; Arthur & Vassilvitskii 2007 for the first centres.
struct EMClustering {
  /// A point a row.
  let points: Matrix<Double>
  let seed: Int
  let count: Int
  /// Of expectation-maximisation.
  let rounds: Int

  private static let meansRounds = 25
  /// Share of the points' variance that is added to each covariance, so that a cluster of few points
  /// keeps a density.
  private static let ridge = 1e-3

  /// By how much each point belongs to each cluster, cluster by cluster; a point's shares add up to 1.
  func shares() -> [[Double]] {
    let clusters = min(count, points.rows)
    var shares = Self.hard(meansClusters(clusters), clusters)
    for _ in 0..<rounds { shares = expectation(shares) }
    return shares
  }

  private static func hard(_ clusters: [Int], _ count: Int) -> [[Double]] {
    (0..<count).map { k in clusters.map { $0 == k ? 1 : 0 } }
  }

  // MARK: k-means

  private func meansClusters(_ count: Int) -> [Int] {
    var centres = firstCentres(count)
    var clusters: [Int] = []
    for _ in 0..<Self.meansRounds {
      let found = nearest(centres)
      if found == clusters { break }
      clusters = found
      for k in 0..<count {
        let members = clusters.indices.filter { clusters[$0] == k }
        // A centre without points stays where it is.
        guard !members.isEmpty else { continue }
        var mean = [Double](repeating: 0, count: points.columns)
        for member in members {
          for (index, value) in points.row(member).enumerated() { mean[index] += value }
        }
        for index in mean.indices { centres[k, index] = mean[index] / Double(members.count) }
      }
    }
    return clusters
  }

  /// Points drawn one after the other, each with a probability that grows with its squared distance to
  /// those before it.
  private func firstCentres(_ count: Int) -> Matrix<Double> {
    var random = CounterRandom(seed: UInt64(bitPattern: Int64(seed)), index: 0, purpose: .clusters)
    var chosen = [random.integer(below: points.rows)]
    var distances = (0..<points.rows).map { squaredDistance($0, chosen[0]) }
    while chosen.count < count {
      var place = random.uniform() * distances.reduce(0, +)
      let next = distances.firstIndex {
        place -= $0
        return place < 0
      }
      chosen.append(next ?? random.integer(below: points.rows))
      for index in distances.indices {
        distances[index] = min(distances[index], squaredDistance(index, chosen[chosen.count - 1]))
      }
    }
    return Matrix(
      rows: count, columns: points.columns, values: chosen.flatMap { Array(points.row($0)) })
  }

  private func squaredDistance(_ i: Int, _ j: Int) -> Double {
    zip(points.row(i), points.row(j)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private func nearest(_ centres: Matrix<Double>) -> [Int] {
    let products = points.multiplied(by: centres, transposingOther: true)
    let squares = (0..<centres.rows).map { k in centres.row(k).reduce(0) { $0 + $1 * $1 } }
    return (0..<points.rows).map { point in
      squares.indices.min { a, b in
        squares[a] - 2 * products[point, a] < squares[b] - 2 * products[point, b]
      } ?? 0
    }
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
