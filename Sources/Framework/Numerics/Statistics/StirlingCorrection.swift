import Foundation

/// The part of log Γ(x) that Stirling's formula leaves out.
///
/// Δ(x) = log Γ(x) − [(x − ½) log x − x + ½ log 2π]   (Binet's function; DLMF 5.11.1).
///
/// Why is this accurate where a difference of log Γ is not?
/// 1. log Γ(10⁶) is about 10⁷, so a difference of two such values keeps nine digits only; Δ is at
///    most 1/(12x), and the large parts that remain cancel on paper, before any rounding.
/// 2. Every use exponentiates a sum of Δ, so an absolute error of 10⁻¹⁵ is a relative one there.
enum StirlingCorrection {
  /// Coefficients of x⁻¹, x⁻³, x⁻⁵, …: B₂ₖ / (2k (2k − 1)), DLMF 5.11.1.
  private static let series: [Double] = [
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360_360, 1.0 / 156,
    -3617.0 / 122_400,
  ]

  /// Δ(x) for x > 0, with an absolute error of about 10⁻¹⁵.
  static func value(_ x: Double) -> Double {
    // Δ(x) = Δ(x + 1) + (x + ½) log(1 + 1/x) − 1 lifts x to where the series is exact to rounding.
    var lifted = x
    var sum = 0.0
    while lifted < 10 {
      sum += (lifted + 0.5) * log1p(1 / lifted) - 1
      lifted += 1
    }
    let square = 1 / (lifted * lifted)
    let tail = series.reversed().reduce(0) { $0 * square + $1 }
    return sum + tail / lifted
  }
}

/// log B(a, b) = log [Γ(a) Γ(b) / Γ(a + b)] for a, b > 0 (DLMF 5.12.1), free of the cancellation
/// between large log Γ.
func logBeta(_ a: Double, _ b: Double) -> Double {
  let large = max(a, b)
  let small = min(a, b)
  let corrections =
    StirlingCorrection.value(large) + StirlingCorrection.value(small)
    - StirlingCorrection.value(large + small)
  return 0.5 * log(2 * Double.pi) - 0.5 * log(small) + small * log(small / large)
    - (large + small - 0.5) * log1p(small / large) + corrections
}
