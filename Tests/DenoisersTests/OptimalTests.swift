import Denoisers
import Framework
import Testing

struct OptimalTests {
  /// Every recorded output of the release, within 1e-4.
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    let optimal = try Optimal(.init(), fittedTo: golden.training())
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try optimal.denoise(try golden.batch("ddpm_xt", index), at: level)
      #expect(difference(answer, try golden.batch("ddpm_optimal", index)) < 1e-4, "t = \(level.t)")
    }
  }

  @Test(arguments: Golden.sets)
  func agreesWithTheEmpiricalDenoiserOfPatchPosteriors(_ golden: Golden) throws {
    let optimal = try Optimal(.init(), fittedTo: golden.training())
    for (index, level) in try golden.edmLevels().enumerated() {
      let answer = try optimal.denoise(try golden.batch("pspc_z", index), at: level)
      let expected = try golden.batch("pspc_empirical", index)
      #expect(difference(answer, expected) < 1e-4, "sigma = \(level.noise)")
    }
  }

  @Test(arguments: Golden.sets)
  func agreesWithTheIdealScoreMachine(_ golden: Golden) throws {
    let images = try golden.array("kamb_n_images").integers()[0]
    let optimal = try Optimal(.init(), fittedTo: golden.training(limit: images))
    for (index, level) in try golden.kambLevels().enumerated() {
      let answer = try optimal.denoise(try golden.batch("kamb_x", index), at: level)
      let expected = try golden.batch("kamb_is", index)
      #expect(difference(answer, expected) < 1e-4, "beta = \(level.t)")
    }
  }

  @Test(arguments: Golden.sets)
  func agreesAlongTheWholeTrajectory(_ golden: Golden) throws {
    let optimal = try Optimal(.init(), fittedTo: golden.training())
    try expectTrajectory(of: optimal, golden, called: "optimal")
  }

  @Test func oneImageIsTheAnswer() throws {
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let training = TrainingSet(images: ImageStore(shape: shape, bytes: [0, 255, 51, 204]))
    let optimal = try Optimal(.init(), fittedTo: training)
    let level = NoiseLevel(signal: 0.5, noise: 0.8, step: 0, t: 0)
    let answer = try optimal.denoise(ImageBatch(shape: shape, repeating: 3, count: 2), at: level)
    for image in 0..<2 {
      for (got, want) in zip(answer[image], [-1, 1, -0.6, 0.6] as [Float]) {
        #expect(abs(got - want) < 1e-6)
      }
    }
  }

  /// As T grows all images weigh the same; with one neighbour only the nearest counts.
  @Test func temperatureAndNeighboursDoWhatTheySay() throws {
    let golden = Golden.sets[0]
    let training = try golden.training()
    let level = try golden.ddpmLevels()[2]
    let noisy = try golden.batch("ddpm_xt", 2)
    let hot = try Optimal(.init(["temperature": 1e12]), fittedTo: training)
    let mean = training.moments(ddof: 0).mean
    let answer = try hot.denoise(noisy, at: level)
    for (index, value) in answer.values.enumerated() {
      #expect(abs(Double(value) - mean[index % mean.count]) < 1e-5)
    }
    let one = try Optimal(.init(["neighbors": 1]), fittedTo: training)
    let nearest = try Nearest(.init(["rescale": true]), fittedTo: training)
    #expect(
      try difference(one.denoise(noisy, at: level), nearest.denoise(noisy, at: level)) < 1e-6)
    let all = try Optimal(.init(["neighbors": 400]), fittedTo: training)
    let plain = try Optimal(.init(), fittedTo: training)
    #expect(try all.denoise(noisy, at: level) == plain.denoise(noisy, at: level))
  }
}

/// Runs the recorded ten-step DDIM and compares every x_t and x_0 within 1e-4.
func expectTrajectory(
  of model: some Denoiser, _ golden: Golden, called name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let schedule = try DDPMLinear(.init())
  let trajectory = try schedule.sample(from: try golden.batch("ddim10_noise")) {
    try model.denoise($0, at: $1)
  }
  for step in schedule.levels.indices {
    let noisy = difference(trajectory.noisy[step], try golden.batch("ddim10_\(name)_xt", step))
    let clean = difference(trajectory.estimates[step], try golden.batch("ddim10_\(name)_x0", step))
    #expect(noisy < 1e-4, "x_t at step \(step)", sourceLocation: sourceLocation)
    #expect(clean < 1e-4, "x_0 at step \(step)", sourceLocation: sourceLocation)
  }
}
