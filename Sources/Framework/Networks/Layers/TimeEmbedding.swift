import Foundation

/// Sinusoids of t at geometrically spaced frequencies (Vaswani et al. 2017, Sec. 3.5).
///
/// Frequencies and angles are rounded to Float, as the networks saw them in training.
enum TimeEmbedding {
  /// sin(t f_j) for all j, then cos(t f_j), with f_j = 10000^(−j / (size/2 − shift)).
  static func sineThenCosine(_ t: Double, size: Int, shift: Double) -> [Float] {
    let half = size / 2
    let angles = (0..<half).map { j -> Double in
      let exponent = Float(-log(10000.0)) * Float(j) / Float(Double(half) - shift)
      return Double(Float(t) * Float(exp(Double(exponent))))
    }
    return angles.map { Float(sin($0)) } + angles.map { Float(cos($0)) }
  }

  /// The cosines first.
  static func flipped(_ waves: [Float]) -> [Float] {
    let half = waves.count / 2
    return Array(waves[half...] + waves[..<half])
  }
}
