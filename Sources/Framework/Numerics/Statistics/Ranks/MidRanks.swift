/// Ranks of values from 1 on; equal values share the mean of their places.
struct MidRanks {
  /// One rank for each value, a multiple of ½.
  let ranks: [Double]
  /// Whether any values are equal.
  let hasTies: Bool
  /// Σ (t³ − t) over groups of t equal values, by which ties lower the variance of rank sums.
  let tieCorrection: Double

  /// - Parameter values: without NaN.
  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var correction = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      let size = Double(end - start)
      correction += size * size * size - size
      start = end
    }
    self.ranks = ranks
    hasTies = correction > 0
    tieCorrection = correction
  }
}
