import Testing

@testable import Framework

@Suite struct SamplersTests {
  /// A linear denoiser: mean, variance and the left neighbour's pull for every pixel.
  struct ToyModel {
    let mean, variance: [Double]

    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) -> ImageBatch {
      let (a, s, m) = (level.signal, level.noise, mean.count)
      var result = noisy
      for image in 0..<noisy.count {
        let residual = zip(noisy[image], mean).map { Double($0) - a * $1 }
        for j in 0..<m {
          let gain = a * variance[j] / (a * a * variance[j] + s * s)
          let pull = residual[j] + 0.25 * residual[(j + m - 1) % m]
          result.values[image * m + j] = Float(mean[j] + gain * pull)
        }
      }
      return result
    }
  }

  static let shape = ImageShape(channels: 1, height: 2, width: 3)

  static let everySampler: [(String, JSON)] = [
    ("ddpm-linear", [:]), ("cosine", [:]), ("cosine", ["sampler": "ddim"]), ("karras", [:]),
    ("karras", ["sampler": "heun"]),
  ]

  static func schedule(_ name: String, _ parameters: JSON) throws -> any Schedule {
    switch name {
    case "ddpm-linear": try DDPMLinear(DDPMLinear.Parameters(parameters))
    case "cosine": try Cosine(Cosine.Parameters(parameters))
    default: try Karras(Karras.Parameters(parameters))
    }
  }

  @Test func trajectoriesAgreeWithNumPy() throws {
    for expected in try ScheduleFixture.cases("trajectories.json") {
      let name = try #require(expected["schedule"]?.string)
      let parameters = try #require(expected["parameters"])
      let schedule = try Self.schedule(name, parameters)
      let model = ToyModel(
        mean: expected["mean"]?.numbers ?? [], variance: expected["variance"]?.numbers ?? [])
      let noise = ImageBatch(
        shape: Self.shape, values: (expected["noise"]?.numbers ?? []).map(Float.init),
        firstSample: 7)
      let trajectory = try schedule.sample(from: noise) { model.denoise($0, at: $1) }
      let note = "\(name) \(parameters.canonicalText)"
      let noisy = try #require(expected["noisy"]?.array)
      let estimates = try #require(expected["estimates"]?.array)
      #expect(trajectory.noisy.count == noisy.count, "\(note)")
      #expect(trajectory.estimates.count == estimates.count, "\(note)")
      #expect(noisy.count == schedule.levels.count, "\(note)")
      for (step, (batch, numbers)) in zip(trajectory.noisy, noisy).enumerated() {
        // x_t is of the size of the noise, up to 80 for EDM.
        let scale = max(1, schedule.levels[step].noise)
        #expect(
          difference(batch, numbers.numbers) <= 1e-5 * scale, "x_t, \(note), step \(step)")
      }
      for (step, (batch, numbers)) in zip(trajectory.estimates, estimates).enumerated() {
        #expect(difference(batch, numbers.numbers) <= 1e-5, "x_0, \(note), step \(step)")
        #expect(batch.firstSample == 7, "\(note)")
      }
    }
  }

  /// The release's trajectory of a Wiener filter, whose estimates reach 1.19: the recorded x_0 go
  /// in, and the recorded x_t must come out.
  @Test func clippedDDIMAgreesWithTheRelease() throws {
    let shape = ImageShape(channels: 1, height: 12, width: 12)
    let perStep = 3 * shape.count
    let estimates = try ScheduleFixture.recorded("gray12_ddim10_wiener_x0")
    let noisy = try ScheduleFixture.recorded("gray12_ddim10_wiener_xt")
    let schedule = try DDPMLinear(DDPMLinear.Parameters(["steps": 10]))
    let start = ImageBatch(shape: shape, values: noisy[..<perStep].map(Float.init))
    let trajectory = try schedule.sample(from: start) { x, level in
      let own = estimates[level.step * perStep..<(level.step + 1) * perStep]
      return ImageBatch(shape: shape, values: own.map(Float.init))
    }
    #expect(estimates.contains { abs($0) > 1.1 })
    for (step, batch) in trajectory.noisy.enumerated() {
      let recorded = Array(noisy[step * perStep..<(step + 1) * perStep])
      #expect(difference(batch, recorded) <= 1e-4, "step \(step)")
    }
  }

  private func difference(_ batch: ImageBatch, _ expected: [Double]) -> Double {
    guard batch.values.count == expected.count else { return .infinity }
    return zip(batch.values, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
  }

  /// A denoiser that knows the answer gets there, whatever the sampler does on the way.
  @Test(arguments: everySampler)
  func noisyImagesComeFromTheAnswerAndTheNoise(name: String, parameters: JSON) throws {
    let schedule = try Self.schedule(name, parameters)
    let answer = ImageBatch(
      shape: Self.shape, values: (0..<12).map { Float($0) / 6 - 0.9 }, firstSample: 0)
    let noise = ImageBatch(
      shape: Self.shape, values: (0..<12).map { Float($0 * 5 % 12) / 4 - 1.4 }, firstSample: 0)
    let first = schedule.levels[0]
    // The start is pure noise: e = (x - a x_0) / s is not the noise itself.
    let own = noise.combined(with: answer) { z, x0 in
      (schedule.startScale * z - first.signal * x0) / first.noise
    }
    let trajectory = try schedule.sample(from: noise) { _, _ in answer }
    for (level, noisy) in zip(schedule.levels, trajectory.noisy) {
      let expected = answer.combined(with: own) { level.signal * $0 + level.noise * $1 }
      #expect(
        difference(noisy, expected.values.map(Double.init)) <= 2e-5 * max(1, level.noise),
        "step \(level.step)")
    }
  }

  /// Heun asks once more at the next level of every step but the last.
  @Test func heunEvaluatesTwiceButForTheLastStep() throws {
    func visited(_ sampler: JSON) throws -> [Double] {
      let schedule = try Karras(Karras.Parameters(["steps": 3, "sampler": sampler]))
      let noise = ImageBatch(shape: Self.shape, repeating: 1, count: 1)
      var levels: [Double] = []
      let trajectory = try schedule.sample(from: noise) { x, level in
        levels.append(level.noise)
        return x
      }
      #expect(trajectory.estimates.count == 3)
      return levels.map { ($0 * 1000).rounded() / 1000 }
    }
    let sigmas = try Karras(Karras.Parameters(["steps": 3])).levels.map {
      ($0.noise * 1000).rounded() / 1000
    }
    #expect(try visited("euler") == sigmas)
    #expect(try visited("heun") == [sigmas[0], sigmas[1], sigmas[1], sigmas[2], sigmas[2]])
  }

  @Test func errorsOfTheDenoiserComeThrough() throws {
    struct Refusal: Error {}
    let noise = ImageBatch(shape: Self.shape, repeating: 1, count: 1)
    for name in ["ddpm-linear", "cosine", "karras"] {
      let schedule = try Self.schedule(name, [:])
      #expect(throws: Refusal.self) { try schedule.sample(from: noise) { _, _ in throw Refusal() } }
    }
  }
}
