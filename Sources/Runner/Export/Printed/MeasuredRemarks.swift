import Foundation

extension Results {
  /// Levels that are listed one by one.
  private static let mostListed = 12

  /// What models measured of their own answers, a sentence for each model; from the records, so that a
  /// run that is resumed says the same.
  var measuredRemarks: [String] {
    index.runs.flatMap { run in run.models.compactMap { remark($0, run) } }
  }

  private func remark(_ model: ResultIndex.Model, _ run: ResultIndex.Run) -> String? {
    let parts = model.units.compactMap { finished($0, of: model)?.missed }.filter { !$0.isEmpty }
    let levels = run.levels.enumerated().compactMap { step, level in
      Measured(parts.flatMap { $0[step] }.filter(\.isFinite), at: level.t)
    }
    guard let worst = levels.max(by: { $0.mean < $1.mean }) else { return nil }
    let place = run.name.isEmpty ? "" : " of \(run.name)"
    let listed =
      levels.count > Self.mostListed
      ? "\(worst.text) at worst" : levels.map(\.text).joined(separator: ", ")
    return
      "\(model.label)\(place) leaves out part of the softmax weight, measured on one window of "
      + "each sample, in the mean: \(listed)"
  }

  /// Missed shares at one noise level.
  private struct Measured {
    let mean: Double
    private let largest: Double
    private let t: Double

    init?(_ shares: [Double], at t: Double) {
      guard let largest = shares.max() else { return nil }
      mean = shares.reduce(0, +) / Double(shares.count)
      (self.largest, self.t) = (largest, t)
    }

    var text: String {
      "\(percentage(mean)) (up to \(percentage(largest))) at t = " + String(format: "%.4g", t)
    }
  }
}

/// A share in per cent, two digits of it and never a power of ten for large ones.
func percentage(_ share: Double) -> String {
  String(format: share < 0.095 ? "%.2g %%" : "%.0f %%", 100 * share)
}
