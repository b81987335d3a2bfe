import Framework

/// What went wrong, each reason once.
struct FailureReport {
  let results: Results

  var lines: [String] { results.index.runs.flatMap(lines) }

  private func lines(_ run: ResultIndex.Run) -> [String] {
    let place = run.name.isEmpty ? "" : " [\(run.name)]"
    var lines: [String] = []
    var withoutReference = 0
    for model in run.models {
      let failures = results.failures(of: model)
      guard let first = failures.first else { continue }
      if failures.allSatisfy({ isReferences($0.error, in: run) }) {
        withoutReference += 1
      } else {
        lines.append(
          "failed: \(model.label)\(place), \(failures.count) of \(model.units.count) units: "
            + first.error)
      }
    }
    if withoutReference > 0, let reference = run.referenceName {
      lines.append(
        "\(withoutReference) \(withoutReference == 1 ? "variant has" : "variants have") no answers of "
          + "\(reference)\(place) to be compared with; run again when it is mended")
    }
    return lines
  }

  /// Whether a variant's error is only that the reference failed, which is reported by itself.
  private func isReferences(_ error: String, in run: ResultIndex.Run) -> Bool {
    guard let model = run.referenceModel else { return false }
    return results.failures(of: model).contains {
      Self.referenceFailure(model.label, $0.error) == error
    }
  }

  /// The error of a unit that could not be compared.
  static func referenceFailure(_ label: String, _ error: String) -> String {
    "the reference \(label) failed: \(error)"
  }
}
