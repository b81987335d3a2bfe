import Framework

/// Clusters of points, each point in that of the nearest centre, each centre the mean of its points.
///
/// Source: Arthur & Vassilvitskii 2007 for the first centres.
struct KMeans {
  /// A point a row.
  let points: Matrix<Double>
  let seed: Int
  /// No more than there are points.
  let count: Int

  private static let rounds = 25

  /// The centres, one a row, and the cluster of each point.
  func clusters() -> (centres: Matrix<Double>, ofPoints: [Int]) {
    var centres = firstCentres()
    var clusters: [Int] = []
    for _ in 0..<Self.rounds {
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
    return (centres, clusters)
  }

  /// Points drawn one after the other, each with a probability that grows with its squared distance to
  /// those before it.
  private func firstCentres() -> Matrix<Double> {
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
}
