/// A spec that has been read and found in order.
public struct Experiment: Sendable {
  public let name: String
  /// The spec with everything it extends and all overrides merged in and paths that hold from any
  /// folder: running it again gives the same experiment.
  public let resolved: JSON
  /// One for each combination of the sweeps that hold for the whole run; at least one.
  public let settings: [Setting]
}

/// One fully determined run: a data set, a schedule, a reference and the variants to compare.
public struct Setting: Sendable {
  /// What was swept to get here, as `dataset.limit=100,seed=1`; empty without such sweeps.
  public let name: String
  /// The same, value by value.
  public let swept: [(path: JSONPath, value: JSON)]
  public let task: TaskKind
  public let dataset: DatasetRequest
  public let schedule: ScheduleRequest
  /// Nil: as many as the given file holds, else 16.
  public let samples: Int?
  public let seed: Int
  public let noise: FilePath?
  public let inputs: Inputs?
  /// Output pixels of the task `sensitivity`.
  public let pixels: PixelChoice
  public let reference: Variant?
  public let variants: [Variant]
  public let metrics: [MetricRequest]
  public let significance: SignificanceOptions?
  public let saveArrays: Bool

  /// Samples of a run that does not say how many.
  public static let defaultSamples = 16

  /// The noise levels at which estimates are reported.
  public var levels: [NoiseLevel] {
    if case .npy(_, let levels?) = inputs { levels } else { schedule.make.levels }
  }
}

/// One denoiser of a run under its label.
public struct Variant: Sendable {
  /// Unique in its setting and safe as a file name.
  public let label: String
  public let denoiser: DenoiserRequest
  /// What it is fitted to, if not the run's data set.
  public let dataset: DatasetRequest?
}

/// Where the tasks `denoise` and `sensitivity` take their noisy images from.
public enum Inputs: Sendable {
  /// Held-out images of the run's data set, noised by the forward process.
  case forward(split: Split, offset: Int)
  /// The reference's own reverse process.
  case reverse
  /// Each candidate's own reverse process, at which the reference is evaluated too.
  case candidate
  /// Given images [steps, samples, c, h, w], at given levels or the schedule's.
  case npy(path: FilePath, levels: [NoiseLevel]?)

  /// The name in `samples.csv`.
  public var mode: String {
    switch self {
    case .forward: "forward"
    case .reverse: "reverse"
    case .candidate: "single_step"
    case .npy: "npy"
    }
  }
}

/// Which t-tests are made.
public struct SignificanceOptions: ParameterSet {
  @Parameter("Label of the variant that is compared with the others; \"last\" is the last one.")
  public var candidate = Either<String, Last>.absent
  @Parameter("Labels of the variants it is compared with.")
  public var against = Either<[String], All>.absent
  @Parameter("Samples share their noise, so \"paired\" is the right test for one run.")
  public var test = TestKind.paired
  @Parameter("What the alternative hypothesis says of candidate minus other.")
  public var alternative = Alternative.twoSided
  @Parameter("Which adjusted p-value decides: Holm, Benjamini-Hochberg or neither.")
  public var correction = Correction.holm
  @Parameter("Level of the tests.", in: 0.0...1)
  public var alpha = 0.05
  public init() {}
}

/// The absence that means 'the last of the list'.
public enum Last: AbsenceWord { public static let word = "last" }

extension TestKind: ChoiceParameter {}
extension Alternative: ChoiceParameter {}
extension Correction: ChoiceParameter {}
