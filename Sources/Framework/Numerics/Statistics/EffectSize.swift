import Foundation

/// Standardised size of a difference of means; the raw value is the name used in result tables.
public enum EffectSize: String, CaseIterable, Sendable, Codable {
  /// Hedges' g, for independent samples.
  case hedgesG = "hedges_g"
  /// d_z, for paired samples.
  case dz = "d_z"

  /// The effect size of a against b; positive when a's mean is the larger.
  ///
  /// - Throws: `TTestError.unequalLengths` for `dz` of samples of different sizes.
  public func value(_ a: [Double], _ b: [Double]) throws(TTestError) -> Double {
    switch self {
    case .hedgesG: Self.hedgesG(a, b)
    case .dz: try Self.dz(a, b)
    }
  }

  /// g = J(ν) (ā − b̄) / s with the pooled standard deviation s and ν = n_a + n_b − 2 (Hedges
  /// 1981).
  ///
  /// NaN for an empty sample, a NaN among the values, ν < 2 (the estimator has no mean there), or
  /// equal constants; ±∞ for different constants.
  public static func hedgesG(_ a: [Double], _ b: [Double]) -> Double {
    let (momentsA, momentsB) = (SampleMoments(a), SampleMoments(b))
    let deviation = TTest.pooledVariance(momentsA, momentsB).squareRoot()
    let correction = smallSampleCorrection(degreesOfFreedom: Double(a.count + b.count - 2))
    return correction * ((momentsA.mean - momentsB.mean) / deviation)
  }

  /// d_z = d̄ / s_d, the mean of the differences aᵢ − bᵢ over their standard deviation (Cohen 1988,
  /// Sec. 2.3.5), without small-sample correction.
  ///
  /// NaN for fewer than two pairs, a NaN among the values, or equal samples; ±∞ for a constant
  /// difference that is not 0.
  ///
  /// - Throws: `TTestError.unequalLengths` when the samples differ in size.
  public static func dz(_ a: [Double], _ b: [Double]) throws(TTestError) -> Double {
    let differences = SampleMoments(try TTest.pairedDifferences(a, b))
    return differences.mean.value / differences.standardDeviation
  }

  /// Hedges' exact J(ν) = Γ(ν/2) / (√(ν/2) Γ((ν − 1)/2)), which makes g unbiased for normal data.
  ///
  /// Below 1, near 1 − 3/(4ν − 1). NaN for ν ≤ 1, where the mean that it corrects does not exist.
  public static func smallSampleCorrection(degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 1 else { return .nan }
    let half = 0.5 * degreesOfFreedom
    // log Γ(h) − log Γ(h − ½) − ½ log h by Stirling's formula, its large terms cancelled on paper.
    let stirling = -(half - 1) * log1p(-0.5 / half) - 0.5
    let corrections = StirlingCorrection.value(half) - StirlingCorrection.value(half - 0.5)
    return exp(stirling + corrections)
  }
}
