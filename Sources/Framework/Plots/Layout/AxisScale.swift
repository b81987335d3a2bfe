import Foundation

/// An axis with its range: where values lie, and what is written at it.
struct AxisScale {
  let axis: Axis
  /// Ends of the range; logarithms to base 10 on a log axis.
  let low: Double
  let high: Double
  /// Values that lie outside.
  let outside: Int

  /// - Parameters:
  ///   - values: what is to be seen; those that the axis does not hold are left out.
  ///   - lesser: values that may lie outside if they are far from all others and the axis leaves out
  ///     extremes.
  ///   - margin: part of the range that is left free at both ends.
  ///   - startsAtZero: whether the low end is 0, where bars stand.
  init(
    _ axis: Axis, _ values: [Double], lesser: [Double] = [], margin: Double = 0.04,
    startsAtZero: Bool = false
  ) {
    self.axis = axis
    if case .categories(let names) = axis.scale {
      (low, high, outside) = (-0.5, Double(max(names.count, 1)) - 0.5, 0)
      return
    }
    func place(_ value: Double) -> Double { axis.scale == .log ? log10(value) : value }
    let places = (values + axis.includes).filter(axis.holds).map(place)
    let others = lesser.filter(axis.holds).map(place)
    let kept =
      axis.leavesOutExtremes ? Self.withoutExtremes(others, beside: places) : others
    let shown = places + kept
    outside = others.count - kept.count
    guard var first = shown.min(), var last = shown.max() else {
      (low, high) = (0, 1)
      return
    }
    // Differences that vanish in the digits of the values are none.
    if last - first <= 1e-12 * max(abs(first), abs(last)) {
      let reach = axis.scale == .log ? 0.5 : first == 0 ? 1 : abs(first) * 0.5
      (first, last) = (first - reach, last + reach)
    } else {
      let free = margin * (last - first)
      // A margin that is itself beyond the largest number is none.
      if (last + free - (first - free)).isFinite { (first, last) = (first - free, last + free) }
    }
    (low, high) = (startsAtZero ? 0 : first, last)
  }

  /// Without what lies farther from the middle half of all than six times its width, and beyond what
  /// is shown anyway.
  private static func withoutExtremes(_ values: [Double], beside others: [Double]) -> [Double] {
    let sorted = (values + others).sorted()
    guard sorted.count > 7 else { return values }
    let (q1, q3) = (sorted[sorted.count / 4], sorted[sorted.count - 1 - sorted.count / 4])
    let reach = 6 * (q3 - q1)
    guard reach > 0 else { return values }
    let low = min(q1 - reach, others.min() ?? .infinity)
    let high = max(q3 + reach, others.max() ?? -.infinity)
    return values.filter { $0 >= low && $0 <= high }
  }

  /// 0 at the low end, 1 at the high one; nil for what has no place on the axis.
  func share(_ value: Double) -> Double? {
    guard axis.holds(value) else { return nil }
    let place = axis.scale == .log ? log10(value) : value
    // Halves first: the range may be wider than the largest number.
    return (place / 2 - low / 2) / (high / 2 - low / 2)
  }

  /// The same, held so near that it can be written down; ends of intervals may be infinite, or have
  /// no logarithm.
  func heldShare(_ value: Double) -> Double? {
    if value == .infinity { return 2 }
    if value == -.infinity || axis.scale == .log && value <= 0 { return -1 }
    return share(value).map { min(max($0, -1000), 1000) }
  }
}

/// A place of an axis with what is written there.
struct Tick: Equatable {
  /// 0 … 1 along the axis.
  let share: Double
  /// Nil for a small tick without a number.
  var label: String?
}
