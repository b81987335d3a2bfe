import Framework
import LocusPlots

/// Sentences that captions share.
struct FigureWords {
  let results: Results
  let run: ResultIndex.Run

  /// Part of a figure's name that tells runs apart: empty, or `-run2` as for arrays.
  var suffix: String {
    results.index.runs.count > 1 ? "-run\(run.number(in: results.index))" : ""
  }

  /// `synthetic (seed=1)`: the data set with the run's sweep.
  var place: String { run.name.isEmpty ? run.dataset : "\(run.dataset), \(ReportWords.run(run))" }

  /// How the samples of the methods belong together.
  var design: String {
    switch run.mode {
    case "trajectory": "Every method runs its own reverse process from the same noise."
    case "single_step":
      "Every method runs its own reverse process from the same noise, and the reference answers at "
        + "the method's xₜ."
    case "forward": "Every method answers at the same noised images."
    case "reverse": "Every method answers at the same xₜ of the reference's reverse process."
    default: "Every method answers at the same given xₜ."
    }
  }

  /// `n = 32 samples`, or from the least to the most.
  static func count(_ counts: some Sequence<Int>) -> String {
    let counts = counts.filter { $0 > 0 }
    guard let least = counts.min(), let most = counts.max() else { return "n = 0 samples" }
    if least != most { return "n = \(least) to \(most) samples" }
    return least == 1 ? "n = 1 sample" : "n = \(least) samples"
  }

  /// `3 methods`, `1 method`.
  static func number(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// What is compared with what: `x₀ against network`.
  var reference: String {
    run.reference.map { "of x₀ against \(ReportWords.label($0))" } ?? "of x₀"
  }

  /// `r², MSE and cosine`.
  static func list(_ names: [String]) -> String {
    guard names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
  }

  /// The best and the worst of named values, `from optimal (0.31) to ours (0.62)`.
  static func range(_ values: [(name: String, value: Double)]) -> String {
    let finite = values.filter { $0.value.isFinite }
    guard let low = finite.min(by: { $0.value < $1.value }),
      let high = finite.max(by: { $0.value < $1.value })
    else { return "no value" }
    func text(_ entry: (name: String, value: Double)) -> String {
      "\(entry.name) (\(NumberLabel.text(entry.value)))"
    }
    return low.name == high.name ? text(low) : "from \(text(low)) to \(text(high))"
  }
}

extension ResultIndex.Run {
  /// The run's position in the experiment.
  func number(in index: ResultIndex) -> Int {
    variants.first?.run ?? index.runs.firstIndex { $0.name == name } ?? 0
  }
}

extension ResultIndex.Model {
  /// The label as the spec wrote it.
  var shownLabel: String { ReportWords.label(label) }
}
