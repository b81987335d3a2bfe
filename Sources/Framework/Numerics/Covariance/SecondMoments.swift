/// Sums and sums of products of the elements of images.
struct SecondMoments: Sendable {
  var count = 0
  /// Σ x.
  var sums: [Double]
  /// Σ x xᵀ; only the lower triangle is meaningful.
  var products: Matrix<Double>

  init(dimension: Int) {
    sums = [Double](repeating: 0, count: dimension)
    products = Matrix(rows: dimension, columns: dimension)
  }

  /// Lets `body` add to the sums, range of columns by range of columns.
  mutating func addSums(
    _ pool: WorkPool, _ body: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    var totals = Matrix<Double>(rows: 1, columns: sums.count, values: sums)
    totals.withMutableView { view in
      let ranges = blocks(of: view.columns, limit: 128, multiple: 64)
      pool.forEach(ranges.count) { body(ranges[$0], view.base + ranges[$0].lowerBound) }
    }
    sums = totals.values
  }

  /// Adds the sums of other images.
  mutating func add(_ other: SecondMoments) {
    count += other.count
    for i in sums.indices {
      sums[i] += other.sums[i]
      for j in 0...i { products[i, j] += other.products[i, j] }
    }
  }

  /// The covariance, times `factor`.
  ///
  /// Computed as n Σxy - Σx Σy: whole numbers for bytes, so a constant pixel has variance exactly 0.
  func covariance(ddof: Int, factor: Double, pool: WorkPool) -> Matrix<Double> {
    let n = Double(count)
    let divisor = n * (n - Double(ddof))
    let sums = sums
    // Tiles, because one of both sides is written across the rows.
    let sides = blocks(of: sums.count, limit: 32)
    return products.withView { products in
      Matrix(rows: sums.count, columns: sums.count) { result in
        pool.forEach(sides.count) { item in
          for columns in sides[...item] {
            for i in sides[item] {
              let row = products.row(i)
              for j in columns where j <= i {
                let value = (n * row[j] - sums[i] * sums[j]) / divisor * factor
                result.row(i)[j] = value
                result.row(j)[i] = value
              }
            }
          }
        }
      }
    }
  }
}
