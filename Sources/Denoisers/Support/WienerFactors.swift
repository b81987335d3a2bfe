import Framework

/// The full-rank Wiener filter by Cholesky factors, one for each noise level that is met.
///
/// With M = s²I + a²Σ the filter aΣM⁻¹ is (I − s²M⁻¹)/a, so x̂ = μ + (y − s²M⁻¹y)/a with y = x − aμ.
/// Everything is in Double: at the lowest levels s² is as small as float32 rounding of Σ.
public struct WienerFactors: Sendable {
  private struct Level: Hashable { let signal, noise: Double }

  private let moments: Moments
  private let factors = OnceByKey<Level, Cholesky<Double>>()

  public init(_ moments: Moments) { self.moments = moments }

  /// - Throws: ``NotPositiveDefinite`` if rounding makes M indefinite (s² below about 1e-16 · |Σ|).
  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let rows = noisy.centred(on: moments.mean, signal: level.signal)
    return noisy.replaced(by: try filter(rows, at: level), addedTo: moments.mean)
  }

  /// Rows of the filter's matrix, which is symmetric: the gradients of elements of the answer.
  ///
  /// - Throws: as ``denoise(_:at:)``.
  public func rows(_ elements: [Int], at level: NoiseLevel) throws -> Matrix<Double> {
    var units = Matrix<Double>(rows: elements.count, columns: moments.mean.count)
    for (row, element) in elements.enumerated() { units[row, element] = 1 }
    return try filter(units, at: level)
  }

  /// (I − s²M⁻¹)/a times each row.
  private func filter(_ rows: Matrix<Double>, at level: NoiseLevel) throws -> Matrix<Double> {
    let (a, variance) = (level.signal, level.variance)
    let factor = try factors.value(for: Level(signal: a, noise: level.noise)) { () throws in
      try Cholesky(noisy: moments.covariance, signal: a, variance: variance)
    }
    let solved = factor.solve(rows)
    var result = rows
    for index in result.values.indices {
      result.values[index] = (rows.values[index] - variance * solved.values[index]) / a
    }
    return result
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
