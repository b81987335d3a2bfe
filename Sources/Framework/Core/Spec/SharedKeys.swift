/// The keys at a spec's top level that no single task owns.
struct SharedKeys: ParameterSet {
  @Parameter("Version of the spec vocabulary.", in: 1...1)
  var version: Int
  @Parameter("Name of the experiment and of its results folder: letters, digits, - _ and .")
  var name: SpecName
  @Parameter("What is computed.")
  var task: TaskName
  @Parameter("The data set that denoisers are fitted to.")
  var dataset: Verbatim<DatasetForm>
  @Parameter("Noise levels and sampler.")
  var schedule = Verbatim<ScheduleForm>(json: defaultSchedule)
  @Parameter("Noise draws or inputs; \"all\" that a given file holds, else 16.", in: 1...)
  var samples = Limit.absent
  @Parameter("Seed of every random number.", in: 0...)
  var seed = 0
  @Parameter(".npy of unit-variance noise [samples, c, h, w] in place of seeded noise.")
  var noise = Either<FilePath, None>.absent
  @Parameter("Where the noisy inputs come from.")
  var inputs = Either<AnyObjectValue, None>.absent
  @Parameter("The class of each sample.")
  var classesOfSamples = SampleClasses.none
  @Parameter(
    "Fit every denoiser to the images of the sample's class alone, unless its entry differs.")
  var withinClass = false
  @Parameter("The denoiser that the others are compared with.")
  var reference = Either<Verbatim<DenoiserForm>, None>.absent
  @Parameter("The denoisers under study, at least one.")
  var denoisers = Verbatim<DenoisersForm>(json: [])
  @Parameter("Metrics, as names or objects; default r2 and mse if there is a reference.")
  var metrics = Either<Verbatim<MetricsForm>, Default>.absent
  @Parameter("The tests; default: the last variant against all others if there is a reference.")
  var significance = Either<AnyObjectValue, Default>.absent
  @Parameter("Write every step's estimates to arrays/.")
  var saveArrays = false
  @Parameter("The part of the data, from 0, that this process goes over; \"merge/N\" ends it.")
  var dataShard = Either<DataShard, None>.absent
  @Parameter("How values among the denoisers' were chosen, as `locus calibrate` writes it.")
  var calibration = Either<AnyObjectValue, None>.absent
  @Parameter("Lists of JSON paths whose sweeps move together.")
  var zip: [[String]] = []

  static let defaultSchedule: JSON = ["name": "ddpm-linear", "steps": 10]

  /// Keys that are dealt with before a spec is read.
  static let others = ["extends", "$schema"]
}

enum DatasetForm: VerbatimForm { static let words = "a data set" }
enum ScheduleForm: VerbatimForm { static let words = "a schedule" }
enum DenoiserForm: VerbatimForm { static let words = "a denoiser" }
enum DenoisersForm: VerbatimForm { static let words = "a list of denoisers" }
enum MetricsForm: VerbatimForm { static let words = "a list of metrics" }

/// The absence that means 'whatever suits the rest of the spec'.
public enum Default: AbsenceWord { public static let word = "default" }

/// The name of a task; whether there is such a task is found out with the catalogue.
struct TaskName: ParameterType {
  let text: String

  static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> TaskName? {
    json.string.map(TaskName.init) ?? reader.expected(typeName(within: bounds), found: json)
  }

  var json: JSON { .string(text) }
  static func typeName(within bounds: Bounds?) -> String { "the name of a task" }
  static func schema(within bounds: Bounds?) -> JSON { ["type": "string"] }
}

/// A name that is safe as a folder's.
struct SpecName: ParameterType {
  let text: String

  static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> SpecName? {
    guard let text = json.string, !text.isEmpty, text.count <= 100, !text.hasPrefix("."),
      text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    else { return reader.expected(typeName(within: bounds), found: json) }
    return SpecName(text: text)
  }

  var json: JSON { .string(text) }
  static func typeName(within bounds: Bounds?) -> String {
    "a name of up to 100 letters, digits, '-', '_' and '.' that does not start with '.'"
  }
  static func schema(within bounds: Bounds?) -> JSON {
    ["type": "string", "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$"]
  }
}

extension TaskKeys {
  /// The keys of a spec with this task, as `describe` shows them: those of every spec, and the shared
  /// ones that the task takes.
  public var descriptions: [(description: ParameterDescription, isNeeded: Bool)] {
    let shared = Set(SpecKey.allCases.map(\.rawValue))
    return SharedKeys.descriptions.compactMap { key in
      guard shared.contains(key.key) else { return (key, key.isRequired) }
      guard let found = SpecKey(rawValue: key.key), takes.contains(found) else { return nil }
      return (key, needs.contains(found))
    }
  }
}
