import Framework
import LocusPlots

/// The axis of noise levels: t, or σ on a logarithmic axis where the signal is not scaled.
struct NoiseAxis {
  let axis: Axis
  /// Name of what it measures.
  let name: String
  /// One for each step.
  let values: [Double]

  init(_ run: ResultIndex.Run) {
    let isUnscaled = run.levels.allSatisfy { $0.signal == 1 && $0.noise > 0 }
    values = run.levels.map { isUnscaled ? $0.noise : $0.t }
    name = isUnscaled ? "σ" : "t"
    axis = Axis(isUnscaled ? "noise level σ" : "t", isUnscaled ? .log : .linear)
  }

  /// The runs with several noise levels, which curves need.
  ///
  /// - Throws: ``NoFigure`` where there is none.
  static func curves(_ runs: some Sequence<ResultIndex.Run>) throws -> [ResultIndex.Run] {
    let runs = runs.filter { Set(NoiseAxis($0).values).count > 1 }
    guard !runs.isEmpty else { throw NoFigure("there is one noise level only") }
    return runs
  }

  /// `t = 900`.
  func text(_ step: Int) -> String { "\(name) = \(NumberLabel.text(values[step]))" }
}

extension ResultIndex.Metric {
  /// The metric's name as papers write it.
  var symbol: String { ReportWords.metric(name) }

  /// An axis of the metric's means that suits these values.
  func axis(_ values: [Double]) -> Axis {
    let isWide = direction == .lowerIsBetter && values.filter(\.isFinite).spanMagnitudes
    return isWide ? Axis(symbol, .log) : Axis(symbol, leavesOutExtremes: true)
  }
}

extension [Double] {
  /// Whether they are better seen on a logarithmic axis: all positive, and far from each other.
  var spanMagnitudes: Bool {
    guard let least = self.min(), let most = self.max() else { return false }
    return least > 0 && most > 30 * least
  }
}
