import Denoisers
import Framework
import Testing

/// Compares a local score machine with the outputs recorded from the release.
struct KambGolden {
  let golden: Golden
  /// "ls", "els" or "bbels", as the files call it.
  let machine: String

  func training() throws -> TrainingSet {
    try golden.training(limit: golden.array("kamb_n_images").integers()[0])
  }

  /// Every recorded noise level with windows of 3 and 5 pixels.
  func expectOutputs<D: Denoiser>(
    of type: D.Type, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let training = try training()
    for k in [3, 5] {
      let model = try D(.init(["scales": .integer(k)]), fittedTo: training)
      for (index, level) in try golden.kambLevels().enumerated() {
        let answer = try model.denoise(try golden.batch("kamb_x", index), at: level)
        let gap = difference(answer, try golden.batch("kamb_\(machine)_k\(k)", index))
        #expect(gap < 1e-4, "k = \(k), beta = \(level.t)", sourceLocation: sourceLocation)
      }
    }
  }

  /// The whole machine: 20 steps, scales per step, quietest first in the file.
  func expectTrajectory<D: Denoiser>(
    of type: D.Type, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let schedule = try Cosine(.init())
    let scales = try golden.array("kamb_traj_scales").integers()[1...].reversed()
    let model = try D(
      .init(["scales": .array(scales.map { .integer($0) })], steps: schedule.levels.count),
      fittedTo: training())
    let trajectory = try schedule.sample(from: try golden.batch("kamb_traj_noise")) {
      try model.denoise($0, at: $1)
    }
    let last = try #require(trajectory.estimates.last)
    let gap = difference(last, try golden.batch("kamb_traj_\(machine)"))
    #expect(gap < 1e-4, sourceLocation: sourceLocation)
  }
}

/// What every denoiser with a window size per step does alike.
func expectSizesByStep<D: Denoiser>(
  _ type: D.Type, key: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let training = try Golden.sets[1].training(limit: 40)
  let noisy = try Golden.sets[1].batch("kamb_x", 2)
  let listed = try D(.init([key: [3, 5, 1]]), fittedTo: training)
  for (step, size) in [3, 5, 1].enumerated() {
    let one = try D(.init([key: .integer(size)]), fittedTo: training)
    let level = NoiseLevel(signal: 0.7, noise: 0.7, step: step, t: 0)
    #expect(
      try listed.denoise(noisy, at: level) == one.denoise(noisy, at: level),
      sourceLocation: sourceLocation)
  }
}

/// A tolerance keeps its promise against the answer that leaves nothing out, at all noise levels.
func expectToleranceHolds<D: Denoiser>(
  _ type: D.Type, key: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let training = try Golden.sets[0].training(limit: 200)
  let noisy = try Golden.sets[0].batch("kamb_x", 2)
  for tolerance in [1e-7, 1e-2] {
    let all = try D(.init([key: 3, "tolerance": 0]), fittedTo: training)
    let some = try D(.init([key: 3, "tolerance": .number(tolerance)]), fittedTo: training)
    for noise in [0.03, 0.2, 0.7, 20] {
      let level = NoiseLevel(signal: 0.7, noise: noise, step: 0, t: 0)
      let gap = try difference(some.denoise(noisy, at: level), all.denoise(noisy, at: level))
      // Beyond the tolerance, the rounding of sums in another order.
      #expect(Double(gap) <= tolerance + 2e-6, "s = \(noise)", sourceLocation: sourceLocation)
    }
  }
}

func expectRefused<D: Denoiser>(
  _ type: D.Type, _ parameters: JSON, because reason: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    _ = try D(.init(parameters), fittedTo: Golden.sets[1].training(limit: 3))
    Issue.record("not refused", sourceLocation: sourceLocation)
  } catch {
    #expect("\(error)".contains(reason), "\(error)", sourceLocation: sourceLocation)
  }
}
