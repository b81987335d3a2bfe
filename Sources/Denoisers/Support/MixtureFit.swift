import Foundation
import Framework

/// Finds the components of a ``GaussianMixture``.
struct MixtureFit {
  let parameters: GaussianMixture.Parameters
  let training: TrainingSet

  /// Images that count less are left out of a component's covariance.
  private static let leastShare = 1e-8

  init(_ parameters: GaussianMixture.Parameters, _ training: TrainingSet) {
    self.parameters = parameters
    self.training = training
  }

  /// - Throws: ``SpecIssue`` if components should be classes, and the data have none.
  func components() throws -> [MixtureComponent] {
    let shares: [[Double]]
    if let count = parameters.components.value {
      guard count > 1 else {
        return [
          MixtureComponent(probability: 1, spectrum: training.spectrum(ddof: parameters.ddof))
        ]
      }
      shares = EMClustering(
        points: projections(), seed: training.seed, count: count, rounds: parameters.rounds
      ).shares()
    } else {
      guard let labels = training.labels else { throw GaussianMixture.noLabels }
      shares = Set(labels).sorted().map { label in labels.map { $0 == label ? 1 : 0 } }
    }
    return shares.compactMap(component)
  }

  /// The images in the space of the strongest principal components, an image a row.
  private func projections() -> Matrix<Double> {
    let spectrum = training.spectrum(ddof: 1)
    let count = min(parameters.dimensions, spectrum.rank(droppingEnergy: 1e-12))
    let axes = spectrum.strongest(max(count, 1))
    let parts = blocks(from: 0, to: training.images.count, of: 1024)
    let values = parts.flatMap { part in
      spectrum.coefficients(of: training.images.batch(of: part), signal: 1, along: axes).values
    }
    return Matrix(rows: training.images.count, columns: axes.rows, values: values)
  }

  /// The Gaussian of the images that each count by a share; nil if none does.
  private func component(_ shares: [Double]) -> MixtureComponent? {
    let total = shares.reduce(0, +)
    guard total > 0 else { return nil }
    let kept = shares.indices.filter { shares[$0] > Self.leastShare }
    let moments = LocalMoments(training.images, kept, shares.map { $0 / total })
    var covariance = moments.lowerCovariance()
    // As many images as ddof have no covariance; it is then 0.
    let freedom = total - Double(parameters.ddof)
    let factor = freedom > 1e-9 ? total / freedom * (1 - parameters.shrink) : 0
    let all = parameters.shrink > 0 ? training.moments(ddof: parameters.ddof).covariance : nil
    for i in 0..<covariance.rows {
      for j in 0...i {
        var value = covariance[i, j] * factor
        if let all { value += parameters.shrink * all[i, j] }
        covariance[i, j] = value
        covariance[j, i] = value
      }
    }
    return MixtureComponent(
      probability: total / Double(training.images.count),
      spectrum: Spectrum(of: Moments(mean: moments.mean, covariance: covariance)))
  }
}
