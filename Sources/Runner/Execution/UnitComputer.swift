import Foundation
import Framework

/// Computes one unit: a model's answers to a block of samples, and how they agree with the
/// reference's.
struct UnitComputer {
  let plan: SettingPlan
  let training: TrainingSet
  /// Called after every evaluation of a denoiser with the seconds that it took.
  let tick: @Sendable (Double) -> Void

  /// What a model answered, with the time that each step took.
  struct Answer {
    var trajectory: Trajectory
    var seconds: [Double]
  }

  /// A model's sensitivity at a block of samples.
  struct SensitivityAnswer {
    /// |gradient| summed over channels, [sample][step, pixel, h, w].
    var fields: [[Float]]
    /// By step.
    var methods: [String] = []
    /// [step][sample]: estimate of the largest error relative to the largest element of a gradient,
    /// and the step of the differences; NaN for closed forms.
    var errors: [[Double]] = []
    var differenceSteps: [[Double]] = []
    var seconds: [Double] = []

    init(samples: Int) { fields = [[Float]](repeating: [], count: samples) }

    /// Adds the next step.
    mutating func add(_ sensitivity: Sensitivity) {
      let isExact = sensitivity.method == .closedForm
      for sample in fields.indices {
        fields[sample] += sensitivity.fields(image: sample).map { Float($0) }
      }
      methods.append(sensitivity.method.rawValue)
      errors.append(
        fields.indices.map { isExact ? .nan : sensitivity.relativeError(image: $0) })
      differenceSteps.append(fields.indices.map { isExact ? .nan : sensitivity.steps[$0] })
    }
  }

  /// The reference's answers to `samples`.
  func reference(_ model: any Denoiser, samples: Range<Int>) throws -> Answer {
    switch plan.setting.inputs {
    case .forward, .npy: try atSource(model, samples: samples)
    case .reverse, .candidate, nil: try sampled(model, samples: samples)
    }
  }

  /// A variant's answers to `samples`.
  ///
  /// - Parameter reference: the reference's answers, for inputs from its trajectory.
  func variant(
    _ model: any Denoiser, samples: Range<Int>, reference: Trajectory?
  ) throws -> Answer {
    switch plan.setting.inputs {
    case .forward, .npy: return try atSource(model, samples: samples)
    case .candidate, nil: return try sampled(model, samples: samples)
    case .reverse:
      guard let reference else { throw RunError("the reference has no trajectory") }
      return try at(reference.noisy, model)
    }
  }

  /// The reference's estimates at the noisy images that a candidate passed through.
  func singleStep(_ reference: any Denoiser, along candidate: Trajectory) throws -> Trajectory {
    try at(candidate.noisy, reference).trajectory
  }

  /// [step][sample] for every metric.
  func metrics(_ candidate: Trajectory, against reference: Trajectory) -> [String: [[Double]]] {
    var values: [String: [[Double]]] = [:]
    for metric in plan.setting.metrics {
      values[metric.name] = zip(candidate.estimates, reference.estimates).map {
        metric.make.values($0, against: $1, training: training)
      }
    }
    return values
  }

  /// How a model's answers at the plan's pixels depend on the noisy images of `samples`.
  ///
  /// - Parameter reference: the reference's answers, for inputs from its trajectory.
  func sensitivity(
    _ model: any Denoiser, samples: Range<Int>, reference: Trajectory?
  ) throws -> SensitivityAnswer {
    var watch = StepWatch(steps: plan.setting.levels.count)
    let elements = plan.pixels.flatMap { plan.shape.elements(y: $0.y, x: $0.x) }
    var answer = SensitivityAnswer(samples: samples.count)
    for (step, level) in plan.setting.levels.enumerated() {
      let noisy = reference?.noisy[step] ?? plan.source.noisy(for: samples, at: level)
      let start = ContinuousClock.now
      let sensitivity = try model.sensitivity(of: elements, noisy: noisy, at: level)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      watch.seconds[step] += seconds
      if let place = sensitivity.gradients.firstNonFinite {
        throw RunError(
          "the gradient at sample \(samples.lowerBound + place.image / elements.count) and step "
            + "\(step) (t = \(level.t)) is not finite")
      }
      answer.add(sensitivity)
      tick(seconds)
    }
    answer.seconds = watch.seconds
    return answer
  }

  // MARK: Asking a model

  private func sampled(_ model: any Denoiser, samples: Range<Int>) throws -> Answer {
    var watch = StepWatch(steps: plan.setting.levels.count)
    let trajectory = try plan.setting.schedule.make.sample(from: plan.source.noise(for: samples)) {
      try ask(model, $0, $1, &watch)
    }
    return Answer(trajectory: trajectory, seconds: watch.seconds)
  }

  private func atSource(_ model: any Denoiser, samples: Range<Int>) throws -> Answer {
    try at(plan.setting.levels.map { plan.source.noisy(for: samples, at: $0) }, model)
  }

  private func at(_ noisy: [ImageBatch], _ model: any Denoiser) throws -> Answer {
    var watch = StepWatch(steps: noisy.count)
    var trajectory = Trajectory()
    for (level, x) in zip(plan.setting.levels, noisy) {
      trajectory.record(x, try ask(model, x, level, &watch))
    }
    return Answer(trajectory: trajectory, seconds: watch.seconds)
  }

  private func ask(
    _ model: any Denoiser, _ x: ImageBatch, _ level: NoiseLevel, _ watch: inout StepWatch
  ) throws -> ImageBatch {
    let start = ContinuousClock.now
    var estimate = try model.denoise(x, at: level)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    watch.seconds[level.step] += seconds
    guard estimate.shape == x.shape, estimate.count == x.count else {
      throw RunError(
        "the denoiser answered \(estimate.count) images of \(estimate.shape) to \(x.count) of "
          + "\(x.shape)")
    }
    estimate.firstSample = x.firstSample
    if let place = estimate.firstNonFinite {
      throw RunError(
        "the estimate of sample \(x.firstSample + place.image) at step \(level.step) "
          + "(t = \(level.t)) is not finite")
    }
    tick(seconds)
    return estimate
  }

  private struct StepWatch {
    var seconds: [Double]
    init(steps: Int) { seconds = [Double](repeating: 0, count: steps) }
  }
}
