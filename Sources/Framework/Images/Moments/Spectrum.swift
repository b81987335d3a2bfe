/// Eigenvalues and eigenvectors of a covariance, strongest first.
public struct Spectrum: Sendable {
  /// μ, m numbers.
  public let mean: [Double]
  /// λ ≥ 0, descending. Rounding may make the smallest ones negative; those are 0 here.
  public let values: [Double]
  /// Row k is the unit eigenvector of `values[k]`; a published spectrum may have fewer than m.
  public let vectors: Matrix<Double>

  package init(mean: [Double], values: [Double], vectors: Matrix<Double>) {
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
}
