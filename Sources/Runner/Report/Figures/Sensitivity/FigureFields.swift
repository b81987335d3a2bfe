import Framework

/// What a figure takes from the mean fields of a sensitivity experiment.
///
/// Fields of all output pixels are large: one model's are in memory at a time.
struct FigureFields<Row> {
  /// A variant with its fields.
  struct Entry {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let fields: MeanFields
    let isClosedForm: Bool
  }

  /// A variant that has fields.
  struct Model {
    let model: ResultIndex.Model
    /// Noisy images that were averaged.
    let samples: Int
    /// Whether no gradient was differenced.
    let isClosedForm: Bool
  }

  struct Run {
    let run: ResultIndex.Run
    let shape: SensitivityFields
    let models: [Model]
    let rows: [Row]
  }

  let runs: [Run]

  /// - Parameter rows: what to take from a variant's fields.
  /// - Throws: ``NoFigure`` for other tasks, and where no sample is finished.
  init(_ results: Results, rows: (Entry) -> [Row]) throws {
    guard results.index.task == SensitivityTask.name else {
      throw NoFigure("made by the task \"\(SensitivityTask.name)\" alone")
    }
    runs = try results.index.shownRuns.compactMap { run in
      var (models, taken): ([Model], [Row]) = ([], [])
      for model in run.variants {
        let fields = try results.meanFields(run, model)
        guard fields.samples > 0 else { continue }
        let methods = model.units.compactMap { results.finished($0, of: model) }.flatMap(\.methods)
        let isClosedForm = methods.allSatisfy { $0 == Sensitivity.Method.closedForm.rawValue }
        models.append(Model(model: model, samples: fields.samples, isClosedForm: isClosedForm))
        taken += rows(Entry(run: run, model: model, fields: fields, isClosedForm: isClosedForm))
      }
      guard !models.isEmpty else { return nil }
      return Run(
        run: run, shape: try SensitivityFields(run.details), models: models, rows: taken)
    }
    guard !runs.isEmpty else { throw NoFigure("no sample is finished") }
  }

  /// Those with several noise levels, which curves need.
  ///
  /// - Throws: ``NoFigure`` where there is none.
  func curves() throws -> [Run] {
    _ = try NoiseAxis.curves(runs.map(\.run))
    return runs.filter { Set(NoiseAxis($0.run).values).count > 1 }
  }
}

extension SensitivityFields {
  /// Which output pixels were looked at.
  var choice: String {
    pixels.count == 1
      ? "output pixel (\(pixels[0].y), \(pixels[0].x))" : "mean over \(pixels.count) output pixels"
  }
}
