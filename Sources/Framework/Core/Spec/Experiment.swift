/// A spec that has been read and found in order.
public struct Experiment: Sendable {
  public let name: String
  /// The spec with everything it extends and all overrides merged in and paths that hold from any
  /// folder: running it again gives the same experiment.
  public let resolved: JSON
  /// Which part of the data this process goes over; nil: all. It is no part of the experiment, whose
  /// results are the same, and so it stands neither in ``resolved`` nor in any identity.
  public let dataShard: DataShard?
  /// One for each combination of the sweeps that hold for the whole run; at least one.
  public let runs: [RunSpec]
}

/// One fully determined run: a data set, a schedule, a reference and the variants to compare.
public struct RunSpec: Sendable {
  /// What was swept to get here, as `dataset.limit=100,seed=1`; empty without such sweeps.
  public let name: String
  /// The same, value by value.
  public let swept: [(path: JSONPath, value: JSON)]
  public let task: TaskRequest
  public let dataset: DatasetRequest
  public let schedule: ScheduleRequest
  /// Nil: as many as the given file holds, else 16.
  public let samples: Int?
  public let seed: Int
  public let noise: FilePath?
  public let inputs: Inputs?
  public let classes: SampleClasses
  /// Whether denoisers answer from the images of a sample's class alone, unless they say otherwise.
  public let withinClass: Bool
  public let reference: Variant?
  public let variants: [Variant]
  public let metrics: [MetricRequest]
  public let significance: SignificanceOptions?
  public let saveArrays: Bool
  /// See ``Experiment/dataShard``.
  let dataShard: DataShard?
  /// How values were chosen, as `locus calibrate` writes it; it changes no number.
  public let calibration: JSON?

  /// Samples of a run that does not say how many.
  public static let defaultSamples = 16

  /// The noise levels at which estimates are reported.
  public var levels: [NoiseLevel] {
    if case .npy(_, let levels?) = inputs { levels } else { schedule.make.levels }
  }
}

/// One denoiser of a run under its label.
public struct Variant: Sendable {
  /// Unique in its run and safe as a file name.
  public let label: String
  public let denoiser: DenoiserRequest
  /// What it is fitted to, if not the run's data set.
  public let dataset: DatasetRequest?
  /// What it is there for; no part of a unit's identity.
  public let role: VariantRole
  /// Whether it answers from the images of a sample's class alone; nil: as the run says.
  public let withinClass: Bool?
}

/// What a variant is there for; the raw value is the word in specs and tables.
public enum VariantRole: String, ChoiceParameter {
  /// A method that the experiment is about.
  case study
  /// A yardstick, such as another network or a bound: shown, but neither tested nor marked as best.
  case control
}

/// What can be said of every entry of `denoisers` beside its `label` and `dataset`.
public struct VariantOptions: ParameterSet {
  @Parameter(
    "\"control\" for a yardstick (another network, a bound): shown, but in no family of tests and "
      + "never marked as best.")
  public var role = VariantRole.study
  @Parameter(
    "Fit it to the images of the sample's class alone, by \"classes_of_samples\"; default: as the "
      + "run's \"within_class\" says.")
  public var withinClass = Either<Bool, Default>.absent
  public init() {}
}
