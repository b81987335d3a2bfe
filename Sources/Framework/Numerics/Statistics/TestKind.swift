/// Which t-test compares two samples.
public enum TestKind: String, CaseIterable, Sendable, Codable {
  /// Paired samples: a one-sample test of the differences.
  case paired
  /// Independent samples, variances not assumed equal (Welch 1947).
  case welch
  /// Independent samples with a common variance (Student 1908).
  case student

  /// Whether the samples must be paired for this test.
  public var design: Design { self == .paired ? .paired : .independent }

  /// The effect size that belongs to this test's design.
  public var effectSize: EffectSize { self == .paired ? .dz : .hedgesG }
}

/// How two samples relate to each other.
public enum Design: String, CaseIterable, Sendable, Codable {
  /// Value i of one sample belongs with value i of the other, such as the same noise draw.
  case paired
  /// The samples share nothing.
  case independent
}

/// What the mean of `a` minus the mean of `b` is held to be when the null hypothesis is rejected.
public enum Alternative: String, CaseIterable, Sendable, Codable {
  /// Different from zero.
  case twoSided = "two-sided"
  /// Above zero.
  case greater
  /// Below zero.
  case less
}
