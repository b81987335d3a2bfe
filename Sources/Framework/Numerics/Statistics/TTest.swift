/// t-tests of two samples.
///
/// Agree with SciPy's `ttest_ind` and `ttest_rel` to 10⁻¹⁰ relative in statistic, degrees of
/// freedom and p-value. Undefined cases are NaN, not errors:
/// - an empty sample, or a NaN among the values: everything is NaN;
/// - equal constants: t and p are NaN; different constants: t = ±∞ and p = 0 (two-sided);
/// - too few values for a variance (Student 1 against 1, paired 1, Welch with a single value on a
///   side): t and p are NaN. Student's test of 1 against many is valid.
///
/// Equal constants are NaN whatever the constant; SciPy gives t = 0 for some, such as 0.1 three
/// times, where its variance is rounding error and not 0.
public enum TTest {
  /// Runs the test named by `kind`.
  ///
  /// - Throws: `TTestError.unequalLengths` for a paired test of samples of different sizes.
  public static func run(
    _ kind: TestKind, _ a: [Double], _ b: [Double], alternative: Alternative = .twoSided
  ) throws(TTestError) -> TTestResult {
    switch kind {
    case .paired: try paired(a, b, alternative: alternative)
    case .welch: welch(a, b, alternative: alternative)
    case .student: student(a, b, alternative: alternative)
    }
  }

  /// Student's test of independent samples with a common variance (Student 1908).
  ///
  /// t = (ā − b̄) / √(s² (1/n_a + 1/n_b)), s² = (SS_a + SS_b) / ν, ν = n_a + n_b − 2, where SS is
  /// the sum of squared deviations from the sample's mean.
  public static func student(
    _ a: [Double], _ b: [Double], alternative: Alternative = .twoSided
  ) -> TTestResult {
    let (momentsA, momentsB) = (SampleMoments(a), SampleMoments(b))
    let degreesOfFreedom = Double(a.count + b.count - 2)
    let perValue = 1 / Double(a.count) + 1 / Double(b.count)
    return result(
      .student, alternative, momentsA, momentsB,
      difference: momentsA.mean - momentsB.mean,
      standardError: (pooledVariance(momentsA, momentsB) * perValue).squareRoot(),
      degreesOfFreedom: degreesOfFreedom)
  }

  /// Welch's test of independent samples with unequal variances (Welch 1947).
  ///
  /// t = (ā − b̄) / √(v_a + v_b) with v = s²/n, and Satterthwaite's (1946)
  /// ν = (v_a + v_b)² / (v_a²/(n_a − 1) + v_b²/(n_b − 1)). Where that is undefined because both
  /// variances are 0 or one is missing, ν is 1, as in SciPy.
  public static func welch(
    _ a: [Double], _ b: [Double], alternative: Alternative = .twoSided
  ) -> TTestResult {
    let (momentsA, momentsB) = (SampleMoments(a), SampleMoments(b))
    let varianceA = momentsA.variance / Double(a.count)
    let varianceB = momentsB.variance / Double(b.count)
    let total = varianceA + varianceB
    // Shares of the total do not underflow when squared, as tiny variances would.
    let (shareA, shareB) = (varianceA / total, varianceB / total)
    let degreesOfFreedom =
      1 / (shareA * shareA / Double(a.count - 1) + shareB * shareB / Double(b.count - 1))
    return result(
      .welch, alternative, momentsA, momentsB,
      difference: momentsA.mean - momentsB.mean, standardError: total.squareRoot(),
      degreesOfFreedom: degreesOfFreedom.isNaN ? 1 : degreesOfFreedom)
  }

  /// Paired test: a one-sample test of the differences dᵢ = aᵢ − bᵢ against 0.
  ///
  /// t = d̄ / (s_d / √n), ν = n − 1.
  ///
  /// - Throws: `TTestError.unequalLengths` when the samples differ in size.
  public static func paired(
    _ a: [Double], _ b: [Double], alternative: Alternative = .twoSided
  ) throws(TTestError) -> TTestResult {
    let differences = SampleMoments(try pairedDifferences(a, b))
    return result(
      .paired, alternative, SampleMoments(a), SampleMoments(b),
      difference: differences.mean.value,
      standardError: (differences.variance / Double(a.count)).squareRoot(),
      degreesOfFreedom: Double(a.count - 1))
  }

  /// (SS_a + SS_b) / (n_a + n_b − 2): a single value has no deviations, and adds nothing.
  static func pooledVariance(_ a: SampleMoments, _ b: SampleMoments) -> Double {
    (a.squaredDeviations + b.squaredDeviations) / Double(a.count + b.count - 2)
  }

  /// aᵢ − bᵢ.
  static func pairedDifferences(
    _ a: [Double], _ b: [Double]
  ) throws(TTestError) -> [Double] {
    guard a.count == b.count else {
      throw TTestError.unequalLengths(a: a.count, b: b.count)
    }
    return zip(a, b).map { $0 - $1 }
  }

  private static func result(
    _ kind: TestKind, _ alternative: Alternative, _ a: SampleMoments, _ b: SampleMoments,
    difference: Double, standardError: Double, degreesOfFreedom: Double
  ) -> TTestResult {
    let undefined = a.mean.value.isNaN || b.mean.value.isNaN
    let statistic = difference / standardError
    let distribution = StudentT(degreesOfFreedom: degreesOfFreedom)
    return TTestResult(
      kind: kind, alternative: alternative, statistic: statistic,
      degreesOfFreedom: undefined ? .nan : degreesOfFreedom,
      pValue: distribution.pValue(statistic, alternative: alternative),
      meanDifference: difference, standardError: standardError,
      nA: a.count, nB: b.count, meanA: a.mean.value, meanB: b.mean.value)
  }
}

/// What makes a t-test impossible, rather than undefined.
public enum TTestError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A paired test was asked of samples with these numbers of values.
  case unequalLengths(a: Int, b: Int)

  public var description: String {
    switch self {
    case .unequalLengths(let a, let b):
      """
      a paired test needs one value of b for each value of a, but a has \(a) and b has \(b); \
      compare the samples that both have, or use the test "welch"
      """
    }
  }
}
