import Foundation
import Framework
import LocusPlots

/// The bars of a histogram, all equally wide.
struct Bins {
  struct Bin {
    /// −∞ and ∞ where a bar holds all that lies beyond.
    let low: Double
    let high: Double
    let middle: Double

    /// The upper end belongs to the next bar.
    func holds(_ value: Double) -> Bool { value >= low && value < high }
  }

  private static let most = 24.0

  let width: Double
  let bins: [Bin]
  private let gathersBelow: Bool
  private let gathersAbove: Bool

  /// Bars over the finite values; what lies far from the middle half of them is gathered in the bars
  /// at the ends.
  ///
  /// - Returns: nil without values.
  init?(_ values: [Double]) {
    let sorted = values.filter(\.isFinite).sorted()
    guard let least = sorted.first, let largest = sorted.last else { return nil }
    let quartiles = Quartiles(sorted)
    let reach = 3 * (quartiles.upper - quartiles.lower)
    let (low, high) =
      reach > 0
      ? (max(least, quartiles.lower - reach), min(largest, quartiles.upper + reach))
      : (least, largest)
    // Equal values have a bar in the middle of others that are empty.
    let span = high > low ? high - low : max(abs(low), 1e-300) / 2
    let rough = pow(10, floor(log10(span / Self.most)))
    width = [1.0, 2, 5, 10].map { $0 * rough }.first { span / $0 <= Self.most } ?? 10 * rough
    let first = (low / width).rounded(.down)
    let count = max(1, Int((high / width).rounded(.down) - first) + 1)
    (gathersBelow, gathersAbove) = (least < low, largest > high)
    let (step, below, above) = (width, gathersBelow, gathersAbove)
    bins = (0..<count).map { index in
      let start = (first + Double(index)) * step
      return Bin(
        low: below && index == 0 ? -.infinity : start,
        high: above && index == count - 1 ? .infinity : (first + Double(index) + 1) * step,
        middle: start + step / 2)
    }
  }

  /// What the bars at the ends gather, as a caption says it.
  func remark(_ name: String) -> String {
    var remarks = ""
    if gathersBelow {
      remarks += " The first bar holds all \(name) below \(NumberLabel.text(bins[0].high))."
    }
    if gathersAbove {
      remarks += " The last bar holds all \(name) above \(NumberLabel.text(bins.last!.low))."
    }
    return remarks
  }
}
