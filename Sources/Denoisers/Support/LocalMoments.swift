import Framework

/// Weighted mean of some images, and filters of their weighted covariance.
struct LocalMoments {
  /// μ_w, m numbers.
  let mean: [Double]

  private let images: ImageStore
  private let kept: [Int]
  private let weights: [Double]

  /// Images that are copied together.
  private static let block = 512

  /// - Parameters:
  ///   - kept: the images that count.
  ///   - weights: one for each image of the store.
  init(_ images: ImageStore, _ kept: [Int], _ weights: [Double]) {
    self.images = images
    self.kept = kept
    self.weights = weights
    let parts = blocks(from: 0, to: kept.count, of: Self.block)
    let sums = WorkPool.shared.map(parts.count) { part in
      let size = images.shape.count
      var sum = [Double](repeating: 0, count: size)
      for index in kept[parts[part]] {
        images.forEachImage(in: index..<index + 1) { _, values in
          for pixel in 0..<size { sum[pixel] += weights[index] * Double(values[pixel]) }
        }
      }
      return sum
    }
    var mean = [Double](repeating: 0, count: images.shape.count)
    for sum in sums { for pixel in mean.indices { mean[pixel] += sum[pixel] } }
    self.mean = mean
  }

  /// μ + aΣ (v + a²Σ)⁻¹ (x − aμ), solved in whichever is smaller: the space of pixels, or that of the
  /// images, where with D = √w (X − μ) it is μ + aDᵀ (v + a²DDᵀ)⁻¹ D (x − aμ).
  ///
  /// - Throws: ``NotPositiveDefinite`` if rounding makes the matrix indefinite.
  func filtered(_ x: [Float], signal a: Double, variance: Double) throws -> [Double] {
    let rest = zip(x, mean).map { Double($0) - a * $1 }
    let row = Matrix<Double>(rows: 1, columns: rest.count, values: rest)
    if kept.count <= rest.count {
      let differences = differences(0..<kept.count)
      let solved = try Cholesky(
        noisy: differences.lowerProductOfRows(), signal: a, variance: variance
      ).solve(row.multiplied(by: differences, transposingOther: true))
      return zip(mean, solved.multiplied(by: differences).values).map { $0 + a * $1 }
    }
    // a²Σz = r − vz, so that Σ itself is not needed again.
    let solved = try Cholesky(noisy: lowerCovariance(), signal: a, variance: variance)
      .solve(row).values
    return mean.indices.map { mean[$0] + (rest[$0] - variance * solved[$0]) / a }
  }

  /// The lower triangle of Σ; what stands above the diagonal is undefined.
  func lowerCovariance() -> Matrix<Double> {
    var covariance = Matrix<Double>(rows: mean.count, columns: mean.count)
    for block in blocks(from: 0, to: kept.count, of: 4 * Self.block) {
      covariance.addLowerProduct(ofColumns: differences(block))
    }
    return covariance
  }

  /// B = √w (X − μ), an image a row, of those among ``kept`` that stand in `range`.
  private func differences(_ range: Range<Int>) -> Matrix<Double> {
    let size = mean.count
    let parts = blocks(from: range.lowerBound, to: range.upperBound, of: 64)
    let rows = WorkPool.shared.map(parts.count) { part -> [Double] in
      var rows: [Double] = []
      rows.reserveCapacity(parts[part].count * size)
      for index in kept[parts[part]] {
        let root = weights[index].squareRoot()
        images.forEachImage(in: index..<index + 1) { _, values in
          for pixel in 0..<size { rows.append(root * (Double(values[pixel]) - mean[pixel])) }
        }
      }
      return rows
    }
    return Matrix(rows: range.count, columns: size, values: rows.flatMap { $0 })
  }
}

extension LocalMoments {
  /// Calls `body` for blocks of the kept images with B.
  func forEachDifferences(
    _ body: (_ images: ArraySlice<Int>, _ differences: Matrix<Double>) -> Void
  ) {
    for block in blocks(from: 0, to: kept.count, of: 4 * Self.block) {
      body(kept[block], differences(block))
    }
  }

  /// Calls `body` for blocks of the kept images with B and B (v + a²Σ)⁻¹ yᵀ for every row y of `rows`,
  /// [row, image].
  ///
  /// - Throws: ``NotPositiveDefinite`` if rounding makes the matrix indefinite.
  func forEachGain(
    of rows: Matrix<Double>, signal a: Double, variance: Double,
    _ body: (_ images: ArraySlice<Int>, _ differences: Matrix<Double>, Matrix<Double>) -> Void
  ) throws {
    if kept.count <= mean.count {
      // B (v + a²BᵀB)⁻¹ = (v + a²BBᵀ)⁻¹ B.
      let differences = differences(0..<kept.count)
      let solved = try Cholesky(
        noisy: differences.lowerProductOfRows(), signal: a, variance: variance
      ).solve(rows.multiplied(by: differences, transposingOther: true))
      return body(kept[...], differences, solved)
    }
    let solved = try Cholesky(noisy: lowerCovariance(), signal: a, variance: variance).solve(rows)
    for block in blocks(from: 0, to: kept.count, of: 4 * Self.block) {
      let differences = differences(block)
      body(
        kept[block], differences, solved.multiplied(by: differences, transposingOther: true))
    }
  }
}

extension Cholesky<Double> {
  /// The factor of s² + a²C, the covariance of noisy images, of which the lower triangle of C is read.
  ///
  /// - Throws: ``NotPositiveDefinite`` if rounding makes it indefinite.
  init(noisy covariance: Matrix<Double>, signal a: Double, variance: Double) throws {
    var matrix = covariance
    for index in matrix.values.indices { matrix.values[index] *= a * a }
    for index in 0..<matrix.rows { matrix[index, index] += variance }
    try self.init(of: matrix)
  }
}
