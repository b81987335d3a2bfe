import Foundation
import Framework

extension Plan {
  /// Loads what the experiment names and cuts it into units.
  ///
  /// - Throws: an error of a data set, a file or the spec; nothing has been computed then.
  public init(_ experiment: Experiment, library: DataLibrary) throws {
    self.experiment = experiment
    let request = experiment.runs[0].task
    guard let task = type(of: request.make) as? any ExperimentTask.Type else {
      throw RunError("the task \"\(request.name)\" says only how its specs read; it cannot be run")
    }
    self.task = task
    runs = try experiment.runs.enumerated().map { index, run in
      try RunPlanner(spec: run, library: library).plan(index: index)
    }
    remarks = try Self.remarks(of: runs, library)
    library.releaseFiles()
    let count = units.count
    guard count <= Self.largest else {
      throw RunError(
        "the plan has \(count) units, more than \(Self.largest); use fewer samples or values")
    }
  }
}

/// Makes the plan of one run.
struct RunPlanner {
  let spec: RunSpec
  let library: DataLibrary

  func plan(index: Int) throws -> RunPlan {
    let training = try library.load(spec.dataset)
    let shape = training.collection.images.shape
    guard let task = spec.task.make as? any ModelTask else {
      return RunPlan(
        index: index, spec: spec, task: nil, samples: 0, classes: nil,
        source: .seeded(seed: spec.seed, shape: shape), trainingHash: training.contentHash,
        shape: shape, details: JSON(.null), models: [])
    }
    let source = try SampleSource(spec, shape: shape, library: library)
    let samples = spec.samples ?? source.count ?? spec.classes.count ?? RunSpec.defaultSamples
    if let available = source.count, samples > available {
      throw RunError(
        "\"samples\" is \(samples), but the given noise or inputs hold \(available); lower it, or "
          + "leave it out to take all of them")
    }
    let unitSize = type(of: task).samplesPerUnit
    guard samples / unitSize <= Plan.largest else {
      throw RunError(
        "\"samples\" is \(samples), which makes more than \(Plan.largest) units; lower it")
    }
    let classes = try classes(samples: samples, training: training.collection)
    let base = try identity(trainingHash: training.contentHash)
    let sources = blocks(from: 0, to: samples, of: unitSize).map {
      (samples: $0, identity: source.identity(of: $0))
    }
    let reference = try spec.reference.map {
      try model(
        $0, isReference: true, blocks: sources, base: base, shape: shape, classes: classes)
    }
    // Units of a comparison are estimates, which know the reference only if they are made from it.
    var question = base
    var referenceUses = false
    if !(task is any ComparisonTask) || spec.isMadeFromReference {
      question["reference"] =
        try spec.reference.map { try identity(of: $0, classes) } ?? .init(.null)
      referenceUses = try spec.reference.map { try classPlan(of: $0, classes).isUsed } ?? false
    }
    let own = try spec.task.identity()["parameters"] ?? [:]
    for (key, value) in try task.identity(of: own, in: shape) { question[key] = value }
    let variants = try spec.variants.map {
      try model(
        $0, isReference: false, blocks: sources, base: question, shape: shape, classes: classes,
        referenceUsesClasses: referenceUses)
    }
    return RunPlan(
      index: index, spec: spec, task: task, samples: samples, classes: classes, source: source,
      trainingHash: training.contentHash, shape: shape, details: try task.details(in: shape),
      models: [reference].compactMap { $0 } + variants)
  }

  // MARK: Identity

  /// Raised when units have to be computed anew whatever their plugins say.
  private static let identityVersion = 2

  private func identity(trainingHash: String) throws -> JSON {
    [
      "format": .integer(Self.identityVersion),
      "task": .string(spec.task.name), "task_code": try spec.task.identity()["code"] ?? [:],
      "mode": .string(spec.mode),
      "data": .string(trainingHash),
      "schedule": try spec.schedule.identity(),
      "levels": .array(spec.levels.map { [.number($0.signal), .number($0.noise)] }),
      "seed": .integer(spec.seed),
    ]
  }

  private func identity(of variant: Variant, _ classes: [Int]?) throws -> JSON {
    var identity = try variant.denoiser.identity()
    if let dataset = variant.dataset {
      identity["data"] = .string(try library.load(dataset).contentHash)
    }
    if try classPlan(of: variant, classes).withinClass {
      // The hash of the data is that of the images alone.
      let labels = try library.load(variant.dataset ?? spec.dataset).collection.labels ?? []
      let text = JSON.array(labels.map(JSON.integer)).canonicalText
      identity["within_class"] = .string(SHA256.hash(Array(text.utf8)).hex)
    }
    return identity
  }

  private func classPlan(of variant: Variant, _ classes: [Int]?) throws -> ClassPlan {
    let data = try library.load(variant.dataset ?? spec.dataset).collection
    return try classPlan(of: variant, classes, data: data)
  }

  private func model(
    _ variant: Variant, isReference: Bool, blocks: [(samples: Range<Int>, identity: JSON)],
    base: JSON, shape: ImageShape, classes: [Int]?, referenceUsesClasses: Bool = false
  ) throws -> ModelPlan {
    let training = try variant.dataset.map { try library.load($0).collection.images.shape }
    if let training, training != shape {
      throw RunError(
        "\(variant.label) is fitted to images of \(training), the run's data are \(shape); give "
          + "both data sets one resolution and as many channels")
    }
    let plan: ClassPlan
    do {
      try variant.denoiser.make.check(shape, spec.levels)
      let data = try library.load(variant.dataset ?? spec.dataset).collection
      try variant.denoiser.make.checkImages(data.images.count, data.labels != nil)
      plan = try classPlan(of: variant, classes, data: data)
    } catch {
      throw RunError("\(variant.label): \((error as? SpecIssue)?.message ?? error.plainText)")
    }
    var identity = base
    identity["denoiser"] = try self.identity(of: variant, classes)
    identity["role"] = isReference ? "reference" : "variant"
    let isAskedOnly = isReference && spec.asksReferenceAlongCandidates
    return ModelPlan(
      variant: variant, isReference: isReference, withinClass: plan.withinClass,
      units: (isAskedOnly ? [] : blocks).map { block in
        identity["samples"] = [
          .integer(block.samples.lowerBound), .integer(block.samples.upperBound),
        ]
        identity["source"] = block.identity
        if let classes, plan.isUsed || referenceUsesClasses {
          identity["classes"] = .array(classes[block.samples].map(JSON.integer))
        }
        let hash = SHA256.hash(Array(identity.canonicalText.utf8)).hex
        return Unit(id: String(hash.prefix(32)), samples: block.samples)
      })
  }
}

extension RunSpec {
  /// How candidate and reference are brought together, as `samples.csv` names it.
  var mode: String { inputs?.mode ?? "trajectory" }

  /// Whether what is recorded of a variant depends on the reference.
  var isMadeFromReference: Bool {
    if case .reverse = inputs { true } else { asksReferenceAlongCandidates }
  }

  /// Whether the reference is asked at each candidate's own trajectory and has no answers of its own.
  var asksReferenceAlongCandidates: Bool {
    if case .candidate = inputs { true } else { false }
  }
}
