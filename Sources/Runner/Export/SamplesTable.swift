import Framework

extension Results {
  /// Version of the CSV columns.
  private static let schemaVersion = 1

  /// A metric of one sample at one step, or a sample of a failed or missing unit.
  private struct SampleRow: ModelRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let unit: Unit
    let sample: Int
    var step: Int?
    var metric: String?
    var value: Double?
    var status = "ok"
    var error: String?
    var note: String?

    var level: ResultIndex.Level? { step.map { run.levels[$0] } }
  }

  private var sampleColumns: [Column<SampleRow>] {
    let experiment = index.experiment
    let classes: [Column<SampleRow>] =
      index.runs.allSatisfy { $0.classes == nil }
      ? []
      : [
        .integer("class", "class of the sample; empty in runs whose samples have none") {
          $0.run.classes?[$0.sample]
        }
      ]
    return [
      .integer("schema_version", "version of these columns") { _ in Self.schemaVersion },
      .text("experiment", "name of the spec") { _ in experiment },
      .text("unit_id", "hash of everything that can change the row's numbers") { $0.unit.id },
      .text("dataset", "data set of the run") { $0.run.dataset },
      .text("dataset_sha256", "hash of the images") { $0.run.datasetHash },
      .text("variant", "label of the denoiser under study") { $0.model.label },
      .text("denoiser", "name of the plugin") { $0.model.denoiser },
      .text("reference", "label of the denoiser it is compared with") { $0.run.reference },
      .integer("seed", "seed of the run") { $0.run.seed },
      .integer("sample", "index of the noise draw or input: the unit of replication") { $0.sample },
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .number("t", "the schedule's time of the step") { $0.level?.t },
      .number("signal", "a in x_t = a x_0 + s e") { $0.level?.signal },
      .number("noise", "s in x_t = a x_0 + s e") { $0.level?.noise },
      .text(
        "mode",
        "trajectory (each model runs its own reverse process), single_step (the reference is "
          + "evaluated at the candidate's x_t), forward (noised held-out images), reverse (the "
          + "reference's x_t), npy (given x_t)"
      ) { $0.run.mode },
      .text("metric", "name of the metric") { $0.metric },
      .number(
        "value",
        "the metric of this sample's estimate of x_0, or the value; empty where it is undefined"
      ) {
        $0.value
      },
      .text("status", "ok, failed, or missing if the unit has no record that can be used") {
        $0.status
      },
      .text("error", "why the unit failed") { $0.error },
    ] + classes + parameterColumns() + [.text("note", "why a value is empty") { $0.note }]
  }

  /// Tidy: one row for each run, variant, sample, step and metric; a failed or missing unit has one
  /// row for each of its samples.
  public func samples() -> ResultTable { sampleTable { $0.metrics.map(\.name) } }

  /// Every recorded value of any name, in the columns of `samples`.
  public func values() -> ResultTable { sampleTable(\.values) }

  private func sampleTable(_ names: (ResultIndex.Run) -> [String]) -> ResultTable {
    let rows = index.runs.flatMap { run in
      run.variants.flatMap { model in
        model.units.flatMap { unit in sampleRows(run, model, unit, names(run)) }
      }
    }
    return ResultTable("samples", sampleColumns, rows)
  }

  private func sampleRows(
    _ run: ResultIndex.Run, _ model: ResultIndex.Model, _ unit: Unit, _ names: [String]
  ) -> [SampleRow] {
    func row(_ sample: Int) -> SampleRow {
      SampleRow(run: run, model: model, unit: unit, sample: sample)
    }
    let found = record(unit, of: model)
    guard let record = found, record.error == nil else {
      let error = found?.error
      return unit.samples.map { sample in
        var empty = row(sample)
        empty.status = error == nil ? "missing" : "failed"
        empty.error = error
        empty.note =
          error == nil
          ? "not computed, or its record is damaged; run the experiment again"
          : "the unit failed, see error; it is tried again by the next run"
        return empty
      }
    }
    return unit.samples.enumerated().flatMap { position, sample in
      run.levels.indices.flatMap { step in
        names.compactMap { name -> SampleRow? in
          var found = row(sample)
          (found.step, found.metric) = (step, name)
          guard let value = record.values[name]?[step][position] else {
            // Estimates that are recorded, and not compared yet.
            guard run.scoredMetrics.contains(where: { $0.name == name }) else { return nil }
            (found.status, found.note) = ("missing", "not compared yet; run the experiment again")
            return found
          }
          found.value = value
          if value.isNaN { found.note = run.whenUndefined(name) }
          return found
        }
      }
    }
  }
}

extension ResultIndex.Run {
  /// Why a recorded value may be NaN.
  func whenUndefined(_ name: String) -> String {
    let reason = metrics.first { $0.name == name }?.undefinedWhen
    return "\(name) is undefined: \(reason ?? "it has no value for this sample")"
  }
}
