import Framework

/// How close every candidate of a calibration came to the reference, and which came closest.
///
/// See ``Calibration/Entry/best(of:steps:)`` for how values are chosen.
struct CalibrationResult {
  struct Finding {
    let label: String
    let denoiser: String
    let entry: Calibration.Entry
    let scores: [CalibrationScore]
    /// Which combination is best, by step.
    let best: [Int]

    /// The values for the spec, by parameter.
    var values: [JSON] {
      entry.parameters.enumerated().map { index, parameter in
        parameter.isPerStep
          ? .array(best.map { scores[$0].values[index] }) : scores[best[0]].values[index]
      }
    }

    var isPerStep: Bool { entry.parameters.contains(where: \.isPerStep) }
    var keys: [String] { entry.parameters.map(\.key) }

    /// The values of a combination, as a value if there is one, else by key.
    func value(_ values: [JSON]) -> JSON {
      values.count == 1 ? values[0] : .object(Array(zip(keys, values)))
    }
  }

  let calibration: Calibration
  let index: ResultIndex
  let findings: [Finding]
  /// What stands for the samples that chose; see ``SampleSource/fingerprints(of:)``.
  let fingerprints: [String]
  /// How many samples of a run of the spec are the test; nil for all or none.
  let testSamples: Int?

  var levels: [ResultIndex.Level] { index.runs[0].levels }
  var split: CalibrationSplit { calibration.split }

  /// - Throws: ``RunError`` if an entry has a step without any score.
  init(_ calibration: Calibration, _ results: Results, _ plan: Plan) throws {
    let parts = try calibration.split.parts(of: plan)
    self.calibration = calibration
    index = results.index
    fingerprints = parts.choosing.fingerprints(in: plan)
    testSamples = calibration.split == .halves ? parts.test?.samples.count : nil
    let steps = results.index.runs[0].levels.count
    // Variants come in the order of the entries, each with all its combinations.
    var model = 0
    findings = try calibration.entries.map { entry in
      let denoiser = results.index.runs[0].variants[model].denoiser
      let scores = entry.combinations.map { values in
        defer { model += 1 }
        return CalibrationScore(
          values: values,
          choosing: .init(parts.choosing, of: model, steps: steps, in: results),
          test: parts.test.map { .init($0, of: model, steps: steps, in: results) })
      }
      let label = calibration.label(of: entry)
      guard let best = entry.best(of: scores, steps: steps) else {
        throw RunError(
          "no value of \(label)'s \(entry.parameters.map(\.key).spoken()) could be scored")
      }
      return Finding(label: label, denoiser: denoiser, entry: entry, scores: scores, best: best)
    }
  }

  /// How close one candidate came at one step.
  private struct Row {
    let finding: Finding
    let candidate: Int
    let step: Int
    let level: ResultIndex.Level

    var score: CalibrationScore { finding.scores[candidate] }
  }

  /// One row for each denoiser, candidate and step.
  var table: ResultTable {
    let (experiment, dataset) = (index.experiment, index.runs[0].dataset)
    let columns: [Column<Row>] = [
      .text("experiment", "name of the calibration") { _ in experiment },
      .text("dataset", "data set of the run") { _ in dataset },
      .text("variant", "label of the denoiser") { $0.finding.label },
      .text("denoiser", "name of the plugin") { $0.finding.denoiser },
      .text("parameter", "what is searched for; several parameters are a grid") {
        $0.finding.keys.joined(separator: ",")
      },
      .text("candidate", "the value that was tried; of several parameters by key") {
        $0.finding.value($0.score.values).canonicalText
      },
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .number("t", "the schedule's time of the step") { $0.level.t },
      .number("signal", "a in x_t = a x_0 + s e") { $0.level.signal },
      .number("noise", "s in x_t = a x_0 + s e") { $0.level.noise },
      .integer("n", "samples that chose and were scored") { $0.score.choosing.samples },
      .number("median_cosine", "median cosine similarity to the reference's x_0") {
        $0.score.choosing.medianCosine[$0.step]
      },
      .number("mean_r2", "mean r2 against the reference's x_0") {
        $0.score.choosing.meanR2[$0.step]
      },
      .integer("test_n", "other samples, which chose nothing") { $0.score.test?.samples },
      .number("test_median_cosine", "median_cosine on these") {
        $0.score.test?.medianCosine[$0.step]
      },
      .number("test_mean_r2", "mean_r2 on these") { $0.score.test?.meanR2[$0.step] },
      .flag("chosen", "whether the value was chosen for the step") {
        $0.finding.best[$0.step] == $0.candidate
      },
    ]
    let rows = findings.flatMap { finding in
      finding.scores.indices.flatMap { candidate in
        levels.enumerated().map { step, level in
          Row(finding: finding, candidate: candidate, step: step, level: level)
        }
      }
    }
    return ResultTable("calibration", columns, rows)
  }
}
