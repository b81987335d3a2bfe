import Framework

extension Results {
  /// What one phase of a unit took.
  private struct TimingRow: ModelRow {
    let run: ResultIndex.Run
    let model: ResultIndex.Model
    let unit: Unit
    let record: UnitRecord
    let phase: String
    var step: Int?
    let images: Int
    let seconds: Double
    let processorSeconds: Double?
  }

  private var timingColumns: [Column<TimingRow>] {
    [
      .text("unit_id", "the unit") { $0.unit.id },
      .text("variant", "label of the model, the reference included") { $0.model.label },
      .text("phase", "fit, denoise or metric") { $0.phase },
      .integer("step", "position in the run, for denoise") { $0.step },
      .integer("n_images", "images that were handled: training images for fit") { $0.images },
      .number("seconds", "wall-clock seconds, other units running beside") { $0.seconds },
      .number(
        "processor_seconds",
        "seconds that processors were busy, all threads together; a started program counts with the "
          + "seconds that it took; empty where an earlier version computed"
      ) { $0.processorSeconds },
      .number("images_per_second", "n_images / seconds") {
        $0.seconds > 0 ? Double($0.images) / $0.seconds : nil
      },
      .integer("threads", "size of the pool") { $0.record.threads },
      .text("isa", "instruction set of the kernels") { $0.record.instructionSet },
      .integer("peak_rss_bytes", "largest resident memory of the process up to then") {
        $0.record.peakMemory
      },
      .text(
        "run",
        "what was swept over whole runs, as in significance.csv's family; empty without such sweeps"
      ) { $0.run.name },
      .text("denoiser", "name of the plugin") { $0.model.denoiser },
      .integer("training_images", "images that the model is fitted to") { $0.model.trainingImages },
    ] + parameterColumns()
  }

  /// Where the time went; kept apart from the results, which are the same bytes in every run.
  public func timing() -> ResultTable {
    let rows = index.runs.flatMap { run in
      run.models.flatMap { model in
        model.units.flatMap { unit in timingRows(run, model, unit) }
      }
    }
    return ResultTable("timing", timingColumns, rows)
  }

  private func timingRows(
    _ run: ResultIndex.Run, _ model: ResultIndex.Model, _ unit: Unit
  ) -> [TimingRow] {
    guard let record = finished(unit, of: model) else { return [] }
    func row(
      _ phase: String, _ images: Int, _ seconds: Double, _ processorSeconds: Double?,
      step: Int? = nil
    ) -> TimingRow {
      TimingRow(
        run: run, model: model, unit: unit, record: record, phase: phase, step: step,
        images: images, seconds: seconds, processorSeconds: processorSeconds)
    }
    let processor = record.processor
    let samples = unit.samples.count
    return
      (record.fitSeconds > 0
      ? [row("fit", model.trainingImages, record.fitSeconds, processor?.fit)] : [])
      + record.denoiseSeconds.enumerated().map {
        row("denoise", samples, $1, processor?.denoise[$0], step: $0)
      }
      + [row("metric", samples, record.metricSeconds, processor?.metric)]
  }
}
