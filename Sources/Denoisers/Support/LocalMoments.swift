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
      var sum = [Double](repeating: 0, count: images.shape.count)
      for index in kept[parts[part]] {
        let weight = weights[index]
        for (pixel, value) in images.image(index).enumerated() {
          sum[pixel] += weight * Double(value)
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

  /// √w (X − μ), an image a row.
  private func differences(_ range: Range<Int>) -> Matrix<Double> {
    let parts = blocks(from: range.lowerBound, to: range.upperBound, of: 64)
    let rows = WorkPool.shared.map(parts.count) { part in
      kept[parts[part]].flatMap { index in
        let root = weights[index].squareRoot()
        return zip(images.image(index), mean).map { root * (Double($0) - $1) }
      }
    }
    return Matrix(rows: range.count, columns: mean.count, values: rows.flatMap { $0 })
  }
}
