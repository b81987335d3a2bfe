import Foundation
import Framework

/// One Gaussian of a mixture: its probability p, mean μ and covariance U λ Uᵀ.
struct MixtureComponent: Sendable {
  let probability: Double
  let spectrum: Spectrum

  /// What the component says to noisy images.
  struct Answer {
    /// ln p + ln N(x; aμ, s² + a²C) but for a constant, one for each image.
    let logLikelihoods: [Double]
    /// Its Wiener filter's estimates, an image a row.
    let estimates: Matrix<Double>
  }

  func answer(to noisy: ImageBatch, at level: NoiseLevel) -> Answer {
    let variances = variances(at: level)
    let (a, mean) = (level.signal, spectrum.mean)
    var coefficients = coefficients(of: noisy, at: level)
    let size = variances.count
    let constant =
      log(probability) - variances.reduce(0) { $0 + log($1) } / 2
    var logLikelihoods: [Double] = []
    for image in 0..<noisy.count {
      var distance = 0.0
      for index in 0..<size {
        let value = coefficients.values[image * size + index]
        distance += value * value / variances[index]
        coefficients.values[image * size + index] *= a * spectrum.values[index] / variances[index]
      }
      logLikelihoods.append(constant - distance / 2)
    }
    var estimates = coefficients.multiplied(by: spectrum.vectors)
    for index in estimates.values.indices { estimates.values[index] += mean[index % size] }
    return Answer(logLikelihoods: logLikelihoods, estimates: estimates)
  }

  /// −V⁻¹ (x − aμ) for the one image of a batch.
  func logLikelihoodGradient(at noisy: ImageBatch, _ level: NoiseLevel) -> [Double] {
    let variances = variances(at: level)
    var coefficients = coefficients(of: noisy, at: level)
    for index in variances.indices { coefficients.values[index] /= -variances[index] }
    return coefficients.multiplied(by: spectrum.vectors).values
  }

  /// Rows of the filter's matrix aCV⁻¹.
  func filterRows(_ elements: [Int], at level: NoiseLevel) -> Matrix<Double> {
    spectrum.filterRows(
      elements,
      gains: zip(spectrum.values, variances(at: level)).map { level.signal * $0 / $1 })
  }

  /// The eigenvalues of V = s² + a²C.
  private func variances(at level: NoiseLevel) -> [Double] {
    spectrum.values.map { level.variance + level.signal * level.signal * $0 }
  }

  /// Uᵀ(x − aμ), an image a row.
  private func coefficients(of noisy: ImageBatch, at level: NoiseLevel) -> Matrix<Double> {
    spectrum.coefficients(of: noisy, signal: level.signal, along: spectrum.vectors)
  }
}
