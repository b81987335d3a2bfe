import Foundation
import Framework

/// The variants of ``PCALocality`` without binary masks of pixels, at one noise level.
public struct LocalityCollection: Sendable {
  /// What images are compared in.
  public enum Basis: String, ChoiceParameter {
    /// Their own numbers.
    case pixels
    /// Coefficients along the principal components.
    case pca
    /// Coefficients of the orthonormal discrete cosine transform of each channel.
    case dct
  }

  /// What a mask is.
  public enum Form: String, ChoiceParameter {
    /// The entries that reach the threshold, all alike.
    case binary
    /// W itself, without a threshold.
    case real
  }

  let locality: LocalityMasks
  /// Rows of a basis, strongest or lowest first, and the data's variance along each; nil for pixels.
  private let axes: (rows: Matrix<Double>, variances: [Double])?

  init(_ locality: LocalityMasks, basis: Basis) {
    self.locality = locality
    let spectrum = locality.spectrum
    switch basis {
    case .pixels: axes = nil
    case .pca: axes = (spectrum.vectors, spectrum.values)
    case .dct:
      let waves = Matrix.cosines(of: locality.shape)
      let products = spectrum.vectors.multiplied(by: waves, transposingOther: true)
      var variances = [Double](repeating: 0, count: waves.rows)
      for (component, value) in spectrum.values.enumerated() {
        for (wave, product) in products.row(component).enumerated() {
          variances[wave] += value * product * product
        }
      }
      axes = (waves, variances)
    }
  }

  /// - Parameter fraction: of the energy that the weakest components together may hold which are left
  ///   out; not of the cosine transform.
  func posterior(
    at level: NoiseLevel, droppingEnergy fraction: Double, temperature: Double, tolerance: Double
  ) -> PrecisionPosterior {
    guard let axes else {
      let filter = locality.normalisedFilter(at: level, droppingEnergy: fraction)
      // Row q of the precisions is what pixel q reads.
      return PrecisionPosterior(
        precisions: .rows(
          AxisFilter(locality.orientation == .column ? filter.transposed() : filter)),
        responses: nil, joinsChannels: false, at: level, temperature: temperature,
        tolerance: tolerance)
    }
    return PrecisionPosterior(
      precisions: .rows(AxisFilter(masks(axes.rows, axes.variances, at: level, fraction))),
      responses: nil, joinsChannels: false, basis: AxisFilter(axes.rows), at: level,
      temperature: temperature, tolerance: tolerance)
  }

  /// Row p: the components k with |U_pk| g_k at least the threshold times the largest of the pixel,
  /// g = aλ / (s² + a²λ).
  private func masks(
    _ rows: Matrix<Double>, _ variances: [Double], at level: NoiseLevel, _ fraction: Double
  ) -> Matrix<Double> {
    let a = level.signal
    let kept = locality.spectrum.rank(droppingEnergy: fraction)
    let gains = variances.enumerated().map { component, value in
      component < kept || fraction == 0 ? a * value / (level.variance + a * a * value) : 0
    }
    var masks = Matrix<Double>(rows: rows.columns, columns: rows.rows)
    for pixel in 0..<masks.rows {
      let sizes = gains.indices.map { abs(rows[$0, pixel]) * gains[$0] }
      let least = locality.threshold * (sizes.max() ?? 0)
      for (component, size) in sizes.enumerated() where size >= least {
        masks[pixel, component] = 1
      }
    }
    return masks
  }
}

extension Matrix<Double> {
  /// The orthonormal cosine transform (DCT-II) of each channel, a wave in a row.
  fileprivate static func cosines(of shape: ImageShape) -> Matrix {
    func axis(_ size: Int) -> [[Double]] {
      (0..<size).map { wave -> [Double] in
        let height = (Double(wave == 0 ? 1 : 2) / Double(size)).squareRoot()
        let step = Double.pi * Double(wave) / Double(2 * size)
        return (0..<size).map { height * cos(step * Double(2 * $0 + 1)) }
      }
    }
    let (vertical, horizontal) = (axis(shape.height), axis(shape.width))
    var result = Matrix(rows: shape.count, columns: shape.count)
    for channel in 0..<shape.channels {
      for wave in 0..<shape.area {
        for pixel in 0..<shape.area {
          result[channel * shape.area + wave, channel * shape.area + pixel] =
            vertical[wave / shape.width][pixel / shape.width]
            * horizontal[wave % shape.width][pixel % shape.width]
        }
      }
    }
    return result
  }
}

extension LocalityMasks {
  /// What a threshold of 0 means, and what it means elsewhere.
  static func remarks(threshold: Double) -> [String] {
    guard threshold == 0 else { return [] }
    return [
      "a threshold of 0 puts everything into every mask, so that this is \"optimal\"; where releases "
        + "set 0, pixels are weighted by W itself: \"mask\": \"real\" of pca-locality"
    ]
  }
}
