import Framework

extension ResultTables {
  /// Where the time went; kept apart from the results, which are the same bytes in every run.
  func timing() -> CSVTable {
    var table = CSVTable(
      columns: [
        "unit_id", "variant", "phase", "step", "n_images", "seconds", "images_per_second",
        "threads", "isa", "peak_rss_bytes", "run", "denoiser", "training_images",
      ] + parameterColumns)
    for run in index.runs {
      for model in [run.referenceModel].compactMap({ $0 }) + run.variants {
        let end =
          [.text(run.name), .text(model.denoiser), .integer(model.trainingImages)]
          + parameterFields(run, model)
        for unit in model.units {
          guard let record = records[unit.id], record.error == nil else { continue }
          func row(_ phase: String, _ step: CSVValue, _ images: Int, _ seconds: Double) {
            let row: [CSVValue] = [
              .text(unit.id), .text(model.label), .text(phase), step, .integer(images),
              .number(seconds), seconds > 0 ? .number(Double(images) / seconds) : .missing,
              .integer(record.threads), .text(record.instructionSet),
              .integer(record.peakMemory),
            ]
            table.append(row: row + end)
          }
          if record.fitSeconds > 0 { row("fit", .missing, model.trainingImages, record.fitSeconds) }
          for (step, seconds) in record.denoiseSeconds.enumerated() {
            row("denoise", .integer(step), unit.samples.count, seconds)
          }
          row("metric", .missing, unit.samples.count, record.metricSeconds)
        }
      }
    }
    return table
  }
}
