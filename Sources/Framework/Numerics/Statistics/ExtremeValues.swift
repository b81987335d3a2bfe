/// What a mean owes to the few values that lie farthest from the median.
public struct ExtremeValues: Sendable, Hashable {
  /// Share of the values that is left out, rounded up to whole values; a tenth at most.
  public static let share = 0.05

  /// Of fewer values one is more than a tenth.
  static let fewest = 10

  /// How many values were left out.
  public let count: Int
  /// Mean of all values, and of those that are left.
  public let mean, meanWithout: Double
  /// Distance between the quartiles of all.
  public let interquartileRange: Double

  /// NaN where there are too few values to say, or one is NaN.
  ///
  /// Of values that lie equally far the later ones are left out.
  public init(_ values: [Double]) {
    count = Int((Self.share * Double(values.count)).rounded(.up))
    let quartiles = Quartiles(values)
    let median = quartiles.median
    mean = CompensatedMean(values).value
    interquartileRange = quartiles.upper - quartiles.lower
    guard values.count >= Self.fewest, !median.isNaN else {
      meanWithout = .nan
      return
    }
    let byDistance = values.indices.sorted {
      (abs(values[$0] - median), $0) < (abs(values[$1] - median), $1)
    }
    meanWithout = CompensatedMean(byDistance.dropLast(count).sorted().map { values[$0] }).value
  }

  /// Whether leaving them out moves the mean by more than a quarter of the interquartile range.
  ///
  /// Neither normal nor exponential values do that. The standard error is no measure for it: it shrinks
  /// with the number of values, and any skewed sample that is large enough would be found carried.
  public var carryTheMean: Bool { abs(mean - meanWithout) > 0.25 * interquartileRange }

  /// Whether leaving them out turns the sign of the mean.
  public var decideTheSign: Bool { mean * meanWithout < 0 }
}
