import Framework

/// The weights of one variant at one step, means over samples.
struct PosteriorRow: StepRow {
  let run: ResultIndex.Run
  let model: ResultIndex.Model
  let step: Int
  let samples: Int
  /// By the name of the recorded value.
  let means: [String: Double]

  var level: ResultIndex.Level { run.levels[step] }
}

extension Results {
  /// A row for each step of a variant that has finished samples.
  func posteriorRows(_ run: ResultIndex.Run) -> [PosteriorRow] {
    run.variants.flatMap { model in
      run.levels.indices.compactMap { step in
        let known = run.values.map { name in
          (name, SampleSummary(values(model, name, step: step).map(\.value)))
        }
        guard let count = known.first?.1.count, count > 0 else { return nil }
        return PosteriorRow(
          run: run, model: model, step: step, samples: count,
          means: Dictionary(uniqueKeysWithValues: known.map { ($0, $1.mean) }))
      }
    }
  }

  /// A row for each run, variant and step.
  func posteriors() -> ResultTable {
    let place: [Column<PosteriorRow>] =
      Column.step + [
        .number("signal", "a in x_t = a x_0 + s e") { $0.level.signal },
        .number("noise", "s in x_t = a x_0 + s e") { $0.level.noise },
        .integer("samples", "noisy images that were averaged") { $0.samples },
        .number(
          "posteriors", "posteriors of an image: 1 for whole images, one a pixel, element or patch"
        ) { $0.means[PosteriorTask.posteriors] },
        .integer("images", "training images") { $0.model.trainingImages },
        .number("log_images", "ln of their number") { Double($0.model.trainingImages).logarithm },
        .number("log_terms", "ln of what is weighted, images or windows of images, mean") {
          $0.means[PosteriorTask.logTerms]
        },
      ]
    let words = ["mean", "lower quartile", "median", "upper quartile"]
    let measures = PosteriorTask.Measure.allCases.flatMap { measure in
      zip(measure.names, words).map { name, word -> Column<PosteriorRow> in
        .number(
          name, "\(measure.meaning): \(word) over the posteriors of an image, mean over samples"
        ) { $0.means[name] }
      }
    }
    return ResultTable(
      "posterior", subjectColumns() + place + measures,
      index.runs.flatMap(posteriorRows))
  }
}
