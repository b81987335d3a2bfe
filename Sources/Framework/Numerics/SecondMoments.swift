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

  /// Lets `body` add to the products, row by row.
  mutating func addProducts(
    _ pool: WorkPool, _ body: @Sendable (Int, UnsafeMutablePointer<Double>) -> Void
  ) {
    products.withMutableView { view in
      let ranges = blocks(of: view.rows, limit: 64)
      pool.forEach(ranges.count) { item in
        for row in ranges[item] { body(row, view.row(row)) }
      }
    }
  }

  /// Moves all images by a constant.
  mutating func move(by shift: Double) {
    let constant = shift * shift * Double(count)
    for i in sums.indices {
      for j in 0...i { products[i, j] += shift * (sums[i] + sums[j]) + constant }
    }
    for i in sums.indices { sums[i] += shift * Double(count) }
  }

  /// Adds the sums of other images.
  mutating func add(_ other: SecondMoments) {
    count += other.count
    for i in sums.indices {
      sums[i] += other.sums[i]
      for j in 0...i { products[i, j] += other.products[i, j] }
    }
  }
}
