import Framework

/// A fitted denoiser that is asked about the samples of one unit: checks its answers and keeps the
/// time of every step.
///
/// Used from one thread.
public final class TimedModel {
  /// Seconds by step.
  public private(set) var seconds: [Double]
  /// By step and sample what the first answer left out; see ``ApproximateDenoiser``. NaN where nothing
  /// was measured; empty if nothing ever was.
  private(set) var missed: [[Double]] = []
  /// Seconds by step that processors were busy, all threads together.
  private(set) var processorSeconds: [Double]

  private let denoiser: FittedModel
  private let run: RunPlan
  private let samples: Range<Int>
  private let scan: DataScan
  /// Called after every evaluation with the seconds that it took.
  private let tick: @Sendable (Double) -> Void

  init(
    _ denoiser: FittedModel, run: RunPlan, samples: Range<Int>, through scan: DataScan,
    tick: @escaping @Sendable (Double) -> Void
  ) {
    self.denoiser = denoiser
    self.run = run
    self.samples = samples
    self.scan = scan
    self.tick = tick
    seconds = [Double](repeating: 0, count: run.spec.levels.count)
    processorSeconds = seconds
  }

  // MARK: Whole runs

  /// The reverse process from the samples' noise.
  public func sample() throws -> Trajectory {
    let noise = run.source.noise(for: samples)
    return try run.spec.schedule.make.sample(from: noise, seed: run.spec.seed) {
      try estimate($0, at: $1)
    }
  }

  /// The answers at the run's noisy images.
  public func answersAtSource() throws -> Trajectory {
    let noisy = run.spec.levels.map { run.source.noisy(for: samples, at: $0) }
    guard denoiser.answersWithCleanImages, let clean = run.source.clean(for: samples)
    else { return try answers(at: noisy) }
    var trajectory = Trajectory()
    for (level, x) in zip(run.spec.levels, noisy) {
      trajectory.record(x, try timed(level) { clean })
    }
    return trajectory
  }

  /// The answers at given noisy images, one batch for each step.
  public func answers(at noisy: [ImageBatch]) throws -> Trajectory {
    var trajectory = Trajectory()
    for (level, x) in zip(run.spec.levels, noisy) {
      trajectory.record(x, try estimate(x, at: level))
    }
    return trajectory
  }

  // MARK: Single answers

  /// The estimate of x_0.
  ///
  /// - Throws: what the denoiser throws, or ``RunError`` for an answer that is none.
  public func estimate(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let asked = withClasses(noisy)
    var estimate = try timed(level) { try denoiser.denoise(asked, at: level, through: scan) }
    guard estimate.shape == noisy.shape, estimate.count == noisy.count else {
      throw RunError(
        "the denoiser answered \(estimate.count) images of \(estimate.shape) to \(noisy.count) of "
          + "\(noisy.shape)")
    }
    estimate.firstSample = noisy.firstSample
    estimate.classes = noisy.classes
    if let place = estimate.firstNonFinite {
      throw RunError(
        "the estimate of sample \(noisy.firstSample + place.image) at step \(level.step) "
          + "(t = \(level.t)) is not finite")
    }
    try measure(asked, at: level)
    return estimate
  }

  /// The first time that a step is asked about; not part of the time that answers take.
  private func measure(_ noisy: ImageBatch, at level: NoiseLevel) throws {
    guard noisy.count == samples.count, missed.isEmpty || missed[level.step].allSatisfy(\.isNaN)
    else { return }
    let shares = try denoiser.missedShares(of: noisy, at: level)
    guard !shares.isEmpty else { return }
    if missed.isEmpty {
      let unknown = [Double](repeating: .nan, count: samples.count)
      missed = [[Double]](repeating: unknown, count: seconds.count)
    }
    missed[level.step] = shares
  }

  /// The gradients of elements of the estimates with respect to the noisy images.
  ///
  /// - Throws: what the denoiser throws, or ``RunError`` for gradients that are not finite.
  public func sensitivity(
    of elements: [Int], at noisy: ImageBatch, _ level: NoiseLevel
  ) throws -> Sensitivity {
    let asked = withClasses(noisy)
    let sensitivity = try timed(level) {
      try denoiser.sensitivity(of: elements, noisy: asked, at: level)
    }
    if let place = sensitivity.gradients.firstNonFinite {
      throw RunError(
        "the gradient at sample \(samples.lowerBound + place.image / elements.count) and step "
          + "\(level.step) (t = \(level.t)) is not finite")
    }
    return sensitivity
  }

  /// How the weights at each noisy image are spread; see ``SoftmaxDenoiser``.
  ///
  /// - Throws: what the denoiser throws, or ``RunError`` for one without weights, and for weights that
  ///   are no numbers.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) throws -> [[PosteriorSpread]] {
    let asked = withClasses(noisy)
    let spreads = try timed(level) { try denoiser.spreads(of: asked, at: level) }
    for (image, spreads) in spreads.enumerated() where !spreads.allSatisfy(\.entropy.isFinite) {
      throw RunError(
        "the weights at sample \(noisy.firstSample + image) and step \(level.step) "
          + "(t = \(level.t)) are not finite")
    }
    return spreads
  }

  /// The noisy images with the classes of their samples.
  private func withClasses(_ noisy: ImageBatch) -> ImageBatch {
    guard let classes = run.classes else { return noisy }
    var asked = noisy
    asked.classes = (0..<noisy.count).map { classes[noisy.sample(of: $0)] }
    return asked
  }

  /// Counts what other processes took for the sums that the answers were made of.
  func add(_ merged: DataShardExchange) {
    let steps = seconds.count
    seconds = zip(seconds, merged.seconds(\.seconds, steps: steps)).map(+)
    processorSeconds = zip(
      processorSeconds, merged.seconds(\.processorSeconds, steps: steps)
    ).map(+)
  }

  /// What is asked takes its time also where it throws, to wait for other processes.
  private func timed<Answer>(_ level: NoiseLevel, _ ask: () throws -> Answer) throws -> Answer {
    let start = ContinuousClock.now
    let (answer, processor) = ProcessorTime.measuring { Result { try ask() } }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    seconds[level.step] += elapsed
    processorSeconds[level.step] += processor
    tick(elapsed)
    return try answer.get()
  }
}
