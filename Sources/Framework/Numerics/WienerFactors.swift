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
    let (a, variance) = (level.signal, level.noise * level.noise)
    let factor = try factors.value(for: Level(signal: a, noise: level.noise)) { () throws in
      var matrix = moments.covariance
      for index in matrix.values.indices { matrix.values[index] *= a * a }
      for index in 0..<matrix.rows { matrix[index, index] += variance }
      return try Cholesky(of: matrix)
    }
    var rows = noisy.centred(on: moments.mean, signal: a)
    let solved = factor.solve(rows)
    for index in rows.values.indices {
      rows.values[index] = (rows.values[index] - variance * solved.values[index]) / a
    }
    return noisy.replaced(by: rows, addedTo: moments.mean)
  }
}
