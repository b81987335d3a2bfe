import Foundation
import Framework

/// Gradients of the answers of ``LocalWiener`` at one noisy image x, in closed form.
///
/// With D_i = X_i − μ_w, τ = s²T, A = v + a²Σ_w, z = A⁻¹(x − aμ_w), u_i = D_i · z and, for element q,
/// β_i = (D A⁻¹)_iq, the weights change by ∂w_i = w_i h_i, h_i = (a/τ) D_i + (d_i − d̄)/2τ² ∂τ, and
/// ∂x̂_q = Σ_i w_i β_i (aD_i + v (1 + a u_i) h_i − a u_i ∂v), ∂v = −∂τ / (T − 1)².
/// Where T is found, that 1/Σw² stays as it is gives ∂τ = −2aτ Σ w_i² D_i / Σ w_i² (d_i − d̄).
/// At T = 1 what remains is (a/s²) Cov_w(X_q, X).
struct LocalGradients {
  let images: ImageStore
  let neighbourhood: Neighbourhood
  /// |x − aX_i|².
  let distances: [Float]
  let level: NoiseLevel

  /// Images that carry less of the weight together change no digit that counts.
  private static let leastShare = 1e-12

  /// [element, c, h, w].
  ///
  /// - Throws: ``NotPositiveDefinite`` if rounding makes a matrix indefinite.
  func gradients(of elements: [Int], at x: ArraySlice<Float>) throws -> [Double] {
    let (a, temperature, weights) = (
      level.signal, neighbourhood.temperature, neighbourhood.weights
    )
    let scale = level.variance * temperature
    let kept = neighbourhood.images(leavingOut: Self.leastShare)
    let moments = LocalMoments(images, kept, weights)
    // A row for each element, then x − aμ.
    var rows = Matrix<Double>(rows: elements.count + 1, columns: x.count)
    for (row, element) in elements.enumerated() { rows[row, element] = 1 }
    for (pixel, value) in x.enumerated() {
      rows[elements.count, pixel] = Double(value) - a * moments.mean[pixel]
    }
    var result = Matrix<Double>(rows: elements.count, columns: x.count)
    guard temperature > 1 else {
      moments.forEachDifferences { images, differences in
        let columns = Matrix(
          rows: elements.count, columns: images.count,
          values: elements.flatMap { element in
            (0..<images.count).map { a / scale * differences[$0, element] }
          })
        result.add(columns.multiplied(by: differences))
      }
      return result.values
    }
    let variance = scale / (temperature - 1)
    let mean = zip(weights, distances).reduce(0) { $0 + $1.0 * Double($1.1) }
    // Of each element, what multiplies ∂τ; and Σ w² D.
    var slopes = [Double](repeating: 0, count: elements.count)
    var squares = Matrix<Double>(rows: 1, columns: x.count)
    try moments.forEachGain(of: rows, signal: a, variance: variance) { images, differences, gains in
      var factors = Matrix<Double>(rows: elements.count, columns: images.count)
      var powers = Matrix<Double>(rows: 1, columns: images.count)
      for (place, image) in images.enumerated() {
        let root = weights[image].squareRoot()
        let u = gains[elements.count, place] / root
        let slope = (Double(distances[image]) - mean) / (2 * scale * scale)
        powers[0, place] = weights[image] * root
        for row in elements.indices {
          let gain = gains[row, place]
          factors[row, place] = gain * (a + variance * (1 + a * u) * a / scale)
          slopes[row] +=
            root * gain
            * (variance * (1 + a * u) * slope + a * u / ((temperature - 1) * (temperature - 1)))
        }
      }
      result.add(factors.multiplied(by: differences))
      squares.add(powers.multiplied(by: differences))
    }
    let spread = zip(weights, distances).reduce(0) { $0 + $1.0 * $1.0 * (Double($1.1) - mean) }
    guard neighbourhood.isFound, spread < 0 else { return result.values }
    let factor = -2 * a * scale / spread
    for row in elements.indices {
      for pixel in 0..<x.count { result[row, pixel] += slopes[row] * factor * squares[0, pixel] }
    }
    return result.values
  }
}

extension Matrix<Double> {
  fileprivate mutating func add(_ other: Matrix) {
    for index in values.indices { values[index] += other.values[index] }
  }
}
