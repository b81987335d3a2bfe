import Framework

/// How close every candidate of a calibration came to the reference, and which came closest.
///
/// Per-step parameters: at each step the value with the largest median cosine similarity over
/// samples. Others: the value with the largest r², averaged over samples and steps. The first of
/// equally good ones is taken.
struct CalibrationResult {
  struct Score {
    let candidate: JSON
    let samples: Int
    /// By step; NaN where nothing is known, for example because the unit failed.
    let medianCosine: [Double]
    let meanR2: [Double]
  }

  struct Finding {
    let label: String
    let denoiser: String
    let entry: Calibration.Entry
    let scores: [Score]
    /// Which candidate is best, by step.
    let best: [Int]

    /// The value for the spec.
    var value: JSON {
      entry.isPerStep
        ? .array(best.map { scores[$0].candidate }) : scores[best[0]].candidate
    }
  }

  let experiment: String
  let dataset: String
  let levels: [ResultIndex.Level]
  let findings: [Finding]

  /// - Throws: ``RunError`` if an entry has a step without any score.
  init(_ calibration: Calibration, _ results: Results) throws {
    let run = results.index.runs[0]
    experiment = results.index.experiment
    dataset = run.dataset
    levels = run.levels
    let steps = run.levels.indices
    // Variants come in the order of the entries, each with all its candidates.
    var rest = run.variants[...]
    findings = try calibration.entries.map { entry in
      let models = Array(rest.prefix(entry.candidates.count))
      rest = rest.dropFirst(models.count)
      let scores = zip(entry.candidates, models).map { candidate, model in
        func summaries(_ metric: String) -> [SampleSummary] {
          steps.map { step in
            SampleSummary(results.values(model, metric, step: step).map(\.value))
          }
        }
        let cosine = summaries(Calibration.metrics.perStep)
        return Score(
          candidate: candidate, samples: cosine.first?.count ?? 0,
          medianCosine: cosine.map(\.median),
          meanR2: summaries(Calibration.metrics.wholeRun).map(\.mean))
      }
      let label = calibration.label(of: entry)
      func best(_ values: [Double]) throws -> Int {
        let known = values.filter { !$0.isNaN }
        guard let top = known.max() else {
          throw RunError("no value of \(label)'s \"\(entry.key)\" could be scored")
        }
        return values.firstIndex(of: top)!
      }
      let chosen =
        entry.isPerStep
        ? try steps.map { step in try best(scores.map { $0.medianCosine[step] }) }
        : [Int](
          repeating: try best(
            scores.map { $0.meanR2.reduce(0, +) / Double($0.meanR2.count) }), count: steps.count)
      return Finding(
        label: label, denoiser: models[0].denoiser, entry: entry, scores: scores, best: chosen)
    }
  }

  /// How close one candidate came at one step.
  private struct Row {
    let finding: Finding
    let candidate: Int
    let step: Int
    let level: ResultIndex.Level

    var score: Score { finding.scores[candidate] }
  }

  /// One row for each denoiser, candidate and step.
  var table: ResultTable {
    let (experiment, dataset) = (experiment, dataset)
    let columns: [Column<Row>] = [
      .text("experiment", "name of the calibration") { _ in experiment },
      .text("dataset", "data set of the run") { _ in dataset },
      .text("variant", "label of the denoiser") { $0.finding.label },
      .text("denoiser", "name of the plugin") { $0.finding.denoiser },
      .text("parameter", "the parameter that is searched for") { $0.finding.entry.key },
      .text("candidate", "the value that was tried") { $0.score.candidate.canonicalText },
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .number("t", "the schedule's time of the step") { $0.level.t },
      .number("signal", "a in x_t = a x_0 + s e") { $0.level.signal },
      .number("noise", "s in x_t = a x_0 + s e") { $0.level.noise },
      .integer("n", "samples that were scored") { $0.score.samples },
      .number("median_cosine", "median cosine similarity to the reference's x_0") {
        $0.score.medianCosine[$0.step]
      },
      .number("mean_r2", "mean r2 against the reference's x_0") { $0.score.meanR2[$0.step] },
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

  /// What was found, for people.
  var lines: [String] {
    findings.flatMap { finding -> [String] in
      let name = Terminal.bold(finding.label) + " " + finding.entry.key
      guard finding.entry.isPerStep else {
        var text = TextTable(header: ["value", "mean r2 over steps and samples"])
        for (index, score) in finding.scores.enumerated() {
          let mean = score.meanR2.reduce(0, +) / Double(score.meanR2.count)
          text.rows.append([
            TextTable.Cell(score.candidate.canonicalText),
            TextTable.Cell(ResultSummary.number(mean), isBest: index == finding.best[0]),
          ])
        }
        return ["\(name): \(finding.value.canonicalText)", ""] + text.lines + [""]
      }
      var text = TextTable(header: ["step", "t", "value", "median cosine"])
      for (step, level) in levels.enumerated() {
        let score = finding.scores[finding.best[step]]
        text.rows.append(
          [
            "\(step)", JSON.number(level.t).canonicalText, score.candidate.canonicalText,
            ResultSummary.number(score.medianCosine[step]),
          ].map { TextTable.Cell($0) })
      }
      return ["\(name): \(finding.value.canonicalText)", ""] + text.lines + [""]
    }
  }
}
