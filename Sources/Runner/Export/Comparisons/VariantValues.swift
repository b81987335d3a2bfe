import Framework

/// The values of one metric that a variant has at one step, and what is missing among them.
struct VariantValues: Sendable {
  let metric: ResultIndex.Metric
  let role: VariantRole
  let summary: SampleSummary
  let extremes: ExtremeValues
  /// Values that the metric does not define.
  let undefined: Int
  /// Samples of failed units, with the first reason, and of units without a record.
  let failed: Int
  let failure: String?
  let missing: Int

  init(
    _ results: Results, _ model: ResultIndex.Model, _ metric: ResultIndex.Metric, step: Int
  ) {
    let values = results.values(model, metric.name, step: step).map(\.value)
    let failures = results.failures(of: model)
    self.metric = metric
    role = model.role
    summary = SampleSummary(values)
    extremes = ExtremeValues(values)
    undefined = values.count { $0.isNaN }
    failed = failures.reduce(0) { $0 + $1.unit.samples.count }
    failure = failures.first?.error
    missing = model.units.filter { unit in
      guard let record = results.record(unit, of: model) else { return true }
      return record.isFinished && record.values[metric.name] == nil
    }.reduce(0) { $0 + $1.samples.count }
  }

  /// Whether there is something to say.
  var isAnything: Bool { summary.count + failed + missing > 0 }

  var notes: [String] {
    var notes: [String] = []
    if failed > 0, let failure { notes.append("\(failed) samples failed: \(failure)") }
    if missing > 0 { notes.append("\(missing) samples are missing; run the experiment again") }
    if undefined > 0 {
      notes.append(
        "no mean: \(metric.name) is undefined for \(undefined) of \(summary.count) samples "
          + "(\(metric.undefinedWhen))")
    }
    if summary.count == 1 { notes.append("one sample: no spread") }
    if extremes.carryTheMean {
      notes.append(
        "without the \(extremes.count) samples farthest from the median the mean moves by more than "
          + "a quarter of the interquartile range")
    }
    if role == .control { notes.append("control: in no family of tests") }
    return notes
  }
}
