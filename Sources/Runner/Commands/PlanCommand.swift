import Foundation
import Framework

/// `locus plan`.
enum PlanCommand {
  static let plan = Command(
    "plan", "Show what a run would compute: variants, units, memory, files",
    usage: "SPEC [KEY=VALUE …]",
    examples: [
      "locus plan experiments/mnist/table1.json", "locus plan my.json samples=64 --json",
    ],
    about: """
      Loads the data and lists every model with its units, how many are finished, and the memory
      that it will take; then the memory of the whole run, and how long what is left will take where
      units are finished. Nothing is computed or written.
      """,
    options: [
      .output("DIR", "look for finished units in DIR/NAME instead of results/NAME"), .data,
      .threads, .memory,
      .json("the plan"),
    ]
  ) { context, arguments in
    if let threads = try arguments.number(.threads) { WorkPool.shared.limit(to: threads) }
    try arguments.limitMemory()
    let job = try Job(context, arguments, command: "plan")
    let models = try job.plan.runs.flatMap { run in
      try run.models.map { try PlannedModel($0, in: run, job) }
    }
    let memory = try MemoryPlan(job.plan, library: job.library)
    let time = TimePlan(models.map(\.time))
    let outputs = try job.plan.task.outputs(of: job.plan, library: job.library)
    if arguments.has("--json") {
      let json = JSON.object([
        ("experiment", .string(job.experiment.name)), ("task", .string(job.plan.task.name)),
        ("folder", .string(job.folder.url.path)),
        ("models", .array(models.map(\.json))), ("threads", .integer(WorkPool.shared.threads)),
        ("memory_bytes", .integer(memory.peak)),
        ("disk_bytes", .integer(models.reduce(0) { $0 + $1.disk })),
        ("seconds_left", time.json),
        ("outputs", .array(outputs.map(JSON.string))),
        ("remarks", .array(job.plan.remarks.map(JSON.string))),
      ])
      Terminal.print(json.prettyText())
      return .done
    }
    if !models.isEmpty {
      for line in lines(job, models, memory, time) { Terminal.print(line) }
    }
    Terminal.print("Results: \(job.relative(job.folder.url))")
    for line in outputs { Terminal.print("  \(line)") }
    for remark in job.plan.remarks { Terminal.print("Remark: \(remark).") }
    return .done
  }

  private static func lines(
    _ job: Job, _ models: [PlannedModel], _ memory: MemoryPlan, _ time: TimePlan
  ) -> [String] {
    var table = TextTable(header: ["model", "denoiser", "units", "finished", "memory", "disk"])
    table.leftAligned = [0, 1]
    table.rows = models.map { $0.cells.map { TextTable.Cell($0) } }
    let loaded = Set(job.plan.runs.map(\.trainingHash)).count
    let largestUnit = job.plan.units.map(\.samples.count).max() ?? 0
    let threads = WorkPool.shared.threads
    return table.lines + [
      "",
      "\(job.plan.units.count) units of up to \(largestUnit) samples, \(loaded) data "
        + "\(loaded == 1 ? "set" : "sets"). Recorded estimates take "
        + "\(inWords(models.reduce(0) { $0 + $1.disk })) on disk.",
      "On \(threads) \(threads == 1 ? "thread" : "threads") the run takes up to "
        + "\(PlannedModel.megabytes(memory.peak)) of memory: the program "
        + "\(PlannedModel.megabytes(MemoryPlan.program)), the data \(inWords(memory.data)), models "
        + "side by side \(inWords(memory.models)).",
    ] + [time.sentence()].compactMap { $0 }
  }

  private static func inWords(_ bytes: Int) -> String {
    bytes < PlannedModel.smallestShown ? "less than 0.1 MB" : PlannedModel.megabytes(bytes)
  }
}

/// A model as `locus plan` shows it.
private struct PlannedModel {
  let run: RunPlan
  let model: ModelPlan
  /// The records of the units that are finished.
  let finished: [UnitRecord]
  /// Bytes beside the data.
  let memory: Int
  /// Bytes of the arrays that the units keep.
  let disk: Int

  init(_ model: ModelPlan, in run: RunPlan, _ job: Job) throws {
    self.run = run
    self.model = model
    memory = try model.memory(in: run, job.library)
    let (index, described) = job.described(model, in: run)
    finished = model.units.compactMap { unit in
      let expected = index.expectation(of: unit, of: described)
      guard case .recorded(let record) = job.folder.state(expected, readingArrays: false),
        record.isFinished
      else { return nil }
      return record
    }
    disk = model.units.reduce(0) { sum, unit in
      let shapes =
        model.isReference
        ? KeptArray.ofReference.map { _ in KeptArray.shape(of: run, samples: unit.samples.count) }
        : run.task.map { Array($0.arrays(of: run, samples: unit.samples.count).values) } ?? []
      return sum + shapes.reduce(0) { $0 + 4 * $1.reduce(1, *) }
    }
  }

  var time: TimePlan.Model {
    TimePlan.Model(
      label: model.variant.label, left: model.units.count - finished.count, finished: finished)
  }

  var cells: [String] {
    [
      (model.isReference ? "(reference) " : "") + model.variant.label
        + (run.name.isEmpty ? "" : " [\(run.name)]"),
      model.variant.denoiser.name, "\(model.units.count)", "\(finished.count)",
      Self.megabytes(memory),
      Self.megabytes(disk),
    ]
  }

  var json: JSON {
    [
      "label": .string(model.variant.label), "run": .string(run.name),
      "is_reference": .bool(model.isReference), "denoiser": .string(model.variant.denoiser.name),
      "units": .array(model.units.map { .string($0.id) }), "finished": .integer(finished.count),
      "memory_bytes": .integer(memory), "disk_bytes": .integer(disk),
    ]
  }

  static let smallestShown = 100_000

  static func megabytes(_ bytes: Int) -> String {
    bytes < smallestShown ? "–" : String(format: "%.1f MB", Double(bytes) / 1e6)
  }
}
