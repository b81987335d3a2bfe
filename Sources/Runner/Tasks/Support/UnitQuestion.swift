import Framework

/// What a unit is computed from: the samples, the model that is asked, and the reference.
public struct UnitQuestion {
  public let run: RunPlan
  public let samples: Range<Int>
  /// The images that metrics of novelty look at: those of the run.
  public let training: TrainingSet
  public let model: TimedModel
  /// The reference's own answers to these samples, where it has any.
  public let reference: Trajectory?
  /// The reference itself, where it is asked at each candidate's noisy images.
  public let askedReference: TimedModel?

  /// The model's answers at the run's noisy images, or along its own reverse process.
  public func answers() throws -> Trajectory {
    switch run.spec.inputs {
    case .forward, .npy: return try model.answersAtSource()
    case .candidate, nil: return try model.sample()
    case .reverse: return try model.answers(at: try referenceTrajectory().noisy)
    }
  }

  /// The noisy images of the samples at a level, for tasks with inputs.
  public func noisy(at level: NoiseLevel) -> ImageBatch {
    reference?.noisy[level.step] ?? run.source.noisy(for: samples, at: level)
  }

  private func referenceTrajectory() throws -> Trajectory {
    guard let reference else { throw RunError("the reference has no trajectory") }
    return reference
  }
}

/// What is recorded of a unit.
public struct UnitAnswer: Sendable {
  /// Name → [step][sample]; NaN where a value is undefined.
  public var values: [String: [[Double]]]
  /// How values were computed, by step, where there are several ways.
  public var methods: [String]
  /// What is kept beside the record: the task's ``ModelTask/arrays(of:samples:)``.
  public var arrays: [String: NpyArray]

  public init(
    values: [String: [[Double]]] = [:], methods: [String] = [],
    arrays: [String: NpyArray] = [:]
  ) {
    self.values = values
    self.methods = methods
    self.arrays = arrays
  }
}
