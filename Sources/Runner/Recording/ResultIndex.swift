import Foundation
import Framework

/// What the exports need to know of a plan, written as `plan.json`: they can then be made again
/// without the data.
public struct ResultIndex: Sendable {
  /// Name of the task.
  public let task: String
  /// Name of the spec.
  public internal(set) var experiment: String
  public internal(set) var runs: [Run]
  /// Hash of the program, where a plugin took part that is not known by its version.
  let program: String?
  /// Hash of the spec that lies beside the index.
  let specHash: String
  /// What is to be known when the results are read; see ``Plan/remarks``.
  public internal(set) var remarks: [String]
  /// Names of the parameters that any variant sets or sweeps, in order of appearance.
  var parameterColumns: [String]

  /// One run of the plan.
  public struct Run: Sendable {
    /// The sweeps that led to this run; empty without any.
    public internal(set) var name: String
    var swept: [(key: String, value: JSON)]
    public let dataset: String
    public let datasetHash: String
    /// How samples come about, as `mode` in samples.csv.
    public let mode: String
    public let seed: Int
    /// Where runs of several seeds are read as one, all of them; empty otherwise.
    var pooledSeeds: [Int] = []
    public internal(set) var samples: Int
    /// The class of each sample; nil for a run without classes.
    public internal(set) var classes: [Int]?
    /// Shape of the images.
    public let shape: ImageShape
    /// Label of the reference.
    public let reference: String?
    public let levels: [Level]
    public let metrics: [Metric]
    /// Names of the values and of the arrays that units record.
    public let values: [String]
    let arrays: [String]
    public let significance: SignificanceOptions?
    let savesArrays: Bool
    public internal(set) var referenceModel: Model?
    public internal(set) var variants: [Model]
    /// What the task's tables need; see ``ModelTask/details(in:)``.
    public let details: JSON

    /// The reference first, if there is one.
    var models: [Model] { [referenceModel].compactMap { $0 } + variants }
  }

  /// A metric of a run.
  public struct Metric: Sendable {
    public let name: String
    public let direction: MetricDirection
    /// When a value is NaN, in words.
    let undefinedWhen: String
    /// Hash of everything that can change the metric's numbers but the images.
    let identity: String
  }

  /// A noise level of a run.
  public struct Level: Sendable {
    public let t: Double
    public let signal: Double
    public let noise: Double
  }

  /// A model of a run with its units.
  public struct Model: Sendable {
    /// Position of its run.
    var run: Int
    let isReference: Bool
    public let label: String
    public let denoiser: String
    /// What it is there for; the reference is a control.
    public let role: VariantRole
    /// Every parameter by its column's name, "energy_cutoff".
    let parameters: [(key: String, value: JSON)]
    /// Images that the model is fitted to.
    public let trainingImages: Int
    public internal(set) var units: [Unit]
  }
}

extension Sequence where Element == (key: String, value: JSON) {
  /// `key=value` for each, as overrides are written.
  var assignments: [String] { map { "\($0.key)=\($0.value.canonicalText)" } }
}

// MARK: - From a plan

extension ResultIndex {
  /// What stands for a spec: its values, however they are laid out.
  static func hash(of spec: JSON) -> String { SHA256.hash(Array(spec.canonicalText.utf8)).hex }

  init(_ plan: Plan, library: DataLibrary) throws {
    task = plan.task.name
    experiment = plan.experiment.name
    program = try plan.experiment.runs.allSatisfy(\.isKnownByVersion) ? nil : RunningProgram.hash()
    specHash = Self.hash(of: plan.experiment.resolved)
    remarks = plan.remarks
    var columns: [String] = []
    func note(_ keys: [String]) {
      for key in keys where !columns.contains(key) { columns.append(key) }
    }
    runs = try plan.runs.map { run in
      let spec = run.spec
      note(spec.swept.map(\.path.description))
      for variant in spec.variants {
        note(variant.denoiser.explicitKeys)
        if variant.dataset != nil { note(["dataset"]) }
      }
      return Run(
        name: run.name, swept: spec.swept.map { ($0.path.description, $0.value) },
        dataset: spec.dataset.name, datasetHash: run.trainingHash, mode: spec.mode,
        seed: spec.seed, samples: run.samples, classes: run.classes, shape: run.shape,
        reference: spec.reference?.label,
        levels: spec.levels.map { Level(t: $0.t, signal: $0.signal, noise: $0.noise) },
        metrics: try spec.metrics.map { request in
          let metric = type(of: request.make)
          return Metric(
            name: request.label, direction: metric.direction, undefinedWhen: metric.undefinedWhen,
            identity: SHA256.hash(Array(try request.identity().canonicalText.utf8)).hex)
        },
        values: run.task?.valueNames(of: spec) ?? [],
        arrays: run.task.map { $0.arrays(of: run, samples: 1).keys.sorted() } ?? [],
        significance: spec.significance,
        savesArrays: spec.saveArrays,
        referenceModel: try run.reference.map { try Model($0, in: run, library) },
        variants: try run.variants.map { try Model($0, in: run, library) },
        details: run.details)
    }
    parameterColumns = columns
  }
}

extension RunSpec {
  /// Whether every plugin that computes something is one whose version is watched.
  fileprivate var isKnownByVersion: Bool {
    task.isKnownByVersion && schedule.isKnownByVersion
      && metrics.allSatisfy(\.isKnownByVersion)
      && ([reference].compactMap { $0 } + variants).allSatisfy(\.denoiser.isKnownByVersion)
  }
}

extension ResultIndex.Model {
  fileprivate init(_ model: ModelPlan, in run: RunPlan, _ library: DataLibrary) throws {
    let data = try library.load(model.variant.dataset ?? run.spec.dataset)
    self.run = run.index
    isReference = model.isReference
    trainingImages = data.collection.images.count
    label = model.variant.label
    denoiser = model.variant.denoiser.name
    role = model.isReference ? .control : model.variant.role
    var values = model.variant.denoiser.parameters.members!.map { ($0.key, $0.value) }
    if let dataset = model.variant.dataset { values.append(("dataset", .string(dataset.summary))) }
    parameters = values
    units = model.units
  }
}

extension DatasetRequest {
  /// The name with the parameters that were given: `synthetic(images=50000)`.
  fileprivate var summary: String {
    let given = source.explicitKeys.map { key in
      "\(key)=\(source.parameters[key]?.canonicalText ?? "")"
    }
    return given.isEmpty ? name : "\(name)(\(given.joined(separator: ",")))"
  }
}
