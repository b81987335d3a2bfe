import Framework
import LocusPlots

/// The axis of noise levels: t, or σ on a logarithmic axis where the signal is not scaled.
struct NoiseAxis {
  let axis: Axis
  /// Name of what it measures.
  let name: String
  /// One for each step.
  let values: [Double]

  /// - Throws: ``NoFigure`` for a run whose levels are all one.
  init(_ run: ResultIndex.Run) throws {
    let isUnscaled = run.levels.allSatisfy { $0.signal == 1 && $0.noise > 0 }
    values = run.levels.map { isUnscaled ? $0.noise : $0.t }
    name = isUnscaled ? "σ" : "t"
    axis = Axis(isUnscaled ? "noise level σ" : "t", isUnscaled ? .log : .linear)
    guard Set(values).count > 1 else { throw NoFigure("there is one noise level only") }
  }

  /// `t = 900`.
  func text(_ step: Int) -> String { "\(name) = \(NumberLabel.text(values[step]))" }
}

extension ResultIndex.Metric {
  /// The metric's name as papers write it.
  var symbol: String { name == "r2" ? "r²" : name == "mse" ? "MSE" : name }

  /// An axis of the metric's means that suits these values.
  func axis(_ values: [Double]) -> Axis {
    let finite = values.filter(\.isFinite)
    let isWide =
      direction == .lowerIsBetter && (finite.min() ?? 0) > 0
      && finite.max()! > 30 * finite.min()!
    return isWide ? Axis(symbol, .log) : Axis(symbol, leavesOutExtremes: true)
  }
}
