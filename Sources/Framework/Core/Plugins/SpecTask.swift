/// What an experiment computes, as far as the reader of a spec needs to know it; how it is computed
/// and reported stands with the tasks themselves.
///
/// The parameters of a task are keys of the spec itself, beside those that ``keys`` names.
public protocol SpecTask: Plugin {
  /// Which of the keys that tasks share this one takes, and what they may say.
  static var keys: TaskKeys { get }

  init(_ parameters: Parameters) throws
}

/// A key of a spec that some tasks take and others do not.
public enum SpecKey: String, CaseIterable, Sendable {
  case schedule
  case samples
  case noise
  case inputs
  case classesOfSamples = "classes_of_samples"
  case withinClass = "within_class"
  case reference
  case denoisers
  case metrics
  case significance
  case saveArrays = "save_arrays"
  case dataShard = "data_shard"
}

/// Which shared keys a task takes, which it cannot do without, and what they may say.
public struct TaskKeys: Sendable {
  /// Any other shared key is refused.
  public let takes: Set<SpecKey>
  public let needs: Set<SpecKey>
  /// Where noisy inputs may come from, if the task takes `inputs`.
  public let inputSources: [InputSource]
  /// The inputs of a spec that names none.
  public let defaultInputs: Inputs?
  /// Whether a reference does nothing but make the inputs.
  public let onlyInputsUseReference: Bool
  /// Whether every denoiser has to be a ``SoftmaxDenoiser``.
  public let asksWeights: Bool

  public init(
    takes: Set<SpecKey> = [], needs: Set<SpecKey> = [],
    inputSources: [InputSource] = InputSource.allCases, defaultInputs: Inputs? = nil,
    onlyInputsUseReference: Bool = false, asksWeights: Bool = false
  ) {
    self.takes = takes.union(needs)
    self.needs = needs
    self.inputSources = inputSources
    self.defaultInputs = defaultInputs
    self.onlyInputsUseReference = onlyInputsUseReference
    self.asksWeights = asksWeights
  }
}
