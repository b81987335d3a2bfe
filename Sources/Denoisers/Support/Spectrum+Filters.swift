import Framework

/// Filters that are diagonal in the basis of the eigenvectors.
extension Spectrum {
  /// Rows of U diag(gains) Uᵀ: the gradients of elements of the filter's answer.
  func filterRows(_ elements: [Int], gains: [Double]) -> Matrix<Double> {
    var result = Matrix<Double>(rows: elements.count, columns: mean.count)
    for (component, gain) in gains.enumerated() where gain != 0 {
      let vector = Array(vectors.row(component))
      for (row, element) in elements.enumerated() {
        let factor = gain * vector[element]
        for index in vector.indices {
          result.values[row * mean.count + index] += factor * vector[index]
        }
      }
    }
    return result
  }

  /// μ + Uᵀ diag(gains) U (x − aμ) for every image x.
  ///
  /// - Parameter gains: one factor for each of the strongest components; the others count as 0.
  func filter(_ images: ImageBatch, signal: Double, gains: [Double]) -> ImageBatch {
    let kept = strongest(gains.count)
    var coefficients = coefficients(of: images, signal: signal, along: kept)
    for row in 0..<coefficients.rows {
      for (component, gain) in gains.enumerated() {
        coefficients.values[row * gains.count + component] *= gain
      }
    }
    return images.replaced(by: coefficients.multiplied(by: kept), addedTo: mean)
  }

  /// U diag(a²λ / (s² + a²λ)) Uᵀ: how strongly the Wiener filter's answer at one pixel, times a,
  /// depends on each pixel of the noisy image. Symmetric, m × m.
  ///
  /// - Parameter fraction: the weakest components that together hold at most this fraction of the
  ///   energy are left out.
  func wienerMatrix(
    at level: NoiseLevel, droppingEnergy fraction: Double = 0
  ) -> Matrix<Double> {
    let kept = strongest(rank(droppingEnergy: fraction))
    let size = mean.count
    var scaled = kept
    for (component, gain) in wienerGains(kept.rows, at: level).enumerated() {
      for index in component * size..<(component + 1) * size { scaled.values[index] *= gain }
    }
    return kept.multiplied(by: scaled, transposingSelf: true)
  }

  /// The same matrix, of which only one half is computed: elements of the other one may differ from
  /// those of ``wienerMatrix(at:droppingEnergy:)`` in the last places.
  func symmetricWienerMatrix(
    at level: NoiseLevel, droppingEnergy fraction: Double = 0
  ) -> Matrix<Double> {
    vectors.symmetricProduct(
      weightingRows: wienerGains(rank(droppingEnergy: fraction), at: level))
  }

  /// a²λ / (s² + a²λ) of the strongest components.
  private func wienerGains(_ count: Int, at level: NoiseLevel) -> [Double] {
    let power = level.signal * level.signal
    return values[..<count].map { power * $0 / (level.variance + power * $0) }
  }

  /// (x − aμ) along some eigenvectors, an image a row.
  ///
  /// - Parameter axes: eigenvectors, one a row.
  func coefficients(
    of images: ImageBatch, signal: Double, along axes: Matrix<Double>
  ) -> Matrix<Double> {
    images.centred(on: mean, signal: signal).multiplied(by: axes, transposingOther: true)
  }

  /// The strongest eigenvectors, one a row.
  func strongest(_ count: Int) -> Matrix<Double> {
    count == vectors.rows
      ? vectors
      : Matrix(
        rows: count, columns: mean.count, values: Array(vectors.values[..<(count * mean.count)]))
  }
}

extension ImageBatch {
  /// x − aμ, one image a row.
  func centred(on mean: [Double], signal: Double) -> Matrix<Double> {
    var rows = values.map(Double.init)
    for index in rows.indices { rows[index] -= signal * mean[index % mean.count] }
    return Matrix(rows: count, columns: mean.count, values: rows)
  }

  /// μ + each row, rounded to Float once.
  func replaced(by rows: Matrix<Double>, addedTo mean: [Double]) -> ImageBatch {
    var result = values
    for index in result.indices {
      result[index] = Float(mean[index % mean.count] + rows.values[index])
    }
    return ImageBatch(shape: shape, values: result, firstSample: firstSample)
  }
}
