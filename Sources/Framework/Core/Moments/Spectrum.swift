/// Eigenvalues and eigenvectors of a covariance, strongest first.
public struct Spectrum: Sendable {
  /// μ, m numbers.
  public let mean: [Double]
  /// λ ≥ 0, descending. Rounding may make the smallest ones negative; those are 0 here.
  public let values: [Double]
  /// Row k is the unit eigenvector of `values[k]`.
  public let vectors: Matrix<Double>

  init(mean: [Double], values: [Double], vectors: Matrix<Double>) {
    self.mean = mean
    self.values = values
    self.vectors = vectors
  }

  public init(of moments: Moments) {
    let eigen = SymmetricEigen(of: moments.covariance)
    mean = moments.mean
    values = eigen.values.map { max($0, 0) }
    vectors = eigen.vectors
  }

  /// Σ λ.
  public var energy: Double { values.reduce(0, +) }

  /// How many components remain when the weakest ones that together hold at most the fraction
  /// `fraction` of the energy are dropped.
  public func rank(droppingEnergy fraction: Double) -> Int {
    guard fraction > 0 else { return values.count }
    let limit = fraction * energy
    var tail = 0.0
    for (index, value) in values.enumerated().reversed() {
      tail += value
      if tail > limit { return index + 1 }
    }
    return 0
  }

  /// Rows of U diag(gains) Uᵀ: the gradients of elements of the filter's answer.
  public func filterRows(_ elements: [Int], gains: [Double]) -> Matrix<Double> {
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

  /// μ + Uᵀ diag(gains) U (x − aμ) for every image x: a filter that is diagonal in this basis.
  ///
  /// - Parameter gains: one factor for each of the strongest components; the others count as 0.
  public func filter(_ images: ImageBatch, signal: Double, gains: [Double]) -> ImageBatch {
    let kept = Matrix(
      rows: gains.count, columns: mean.count,
      values: Array(vectors.values[..<(gains.count * mean.count)]))
    var coefficients = images.centred(on: mean, signal: signal)
      .multiplied(by: kept, transposingOther: true)
    for row in 0..<coefficients.rows {
      for (component, gain) in gains.enumerated() {
        coefficients.values[row * gains.count + component] *= gain
      }
    }
    return images.replaced(by: coefficients.multiplied(by: kept), addedTo: mean)
  }
}

extension ImageBatch {
  /// x − aμ, one image a row.
  package func centred(on mean: [Double], signal: Double) -> Matrix<Double> {
    var rows = values.map(Double.init)
    for index in rows.indices { rows[index] -= signal * mean[index % mean.count] }
    return Matrix(rows: count, columns: mean.count, values: rows)
  }

  /// μ + each row, rounded to Float once.
  package func replaced(by rows: Matrix<Double>, addedTo mean: [Double]) -> ImageBatch {
    var result = values
    for index in result.indices {
      result[index] = Float(mean[index % mean.count] + rows.values[index])
    }
    return ImageBatch(shape: shape, values: result, firstSample: firstSample)
  }
}
