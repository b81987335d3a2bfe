import Testing

@testable import Framework

@Suite struct StochasticDDIMTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 3)
  static let levels = try! DDPMLinear(.init(["steps": 10])).levels
  static let x = ImageBatch(shape: shape, values: ToyModel.noise)
  static let x0 = ImageBatch(shape: shape, values: [0.1, -0.9, 0.4, 0.2, 0.7, -0.3])
  static let z = ImageBatch(shape: shape, values: [-0.3, 1.4, 0.2, -2.1, 0.8, 0.6])

  func step(_ eta: Double, _ index: Int) -> ImageBatch {
    StochasticDDIM(eta: eta).step(
      Self.x, Self.x0, from: Self.levels[index], to: Self.levels[index + 1], noise: Self.z
    ) { x, _ in x }
  }

  /// A sampler that adds no noise does not take it silently.
  @Test func refusesNoiseThatNobodyAdds() throws {
    for sampler: JSON in ["euler", "heun"] {
      let error = #expect(throws: SpecIssue.self) {
        try DDPMLinear(.init(["sampler": sampler, "eta": 0.5]))
      }
      #expect(error?.message.contains("set \"sampler\" to \"ddim\"") == true)
    }
    #expect(throws: SpecIssue.self) { try Cosine(.init(["eta": 1])) }
    #expect(try Cosine(.init(["eta": 1, "sampler": "ddim"])).sampler is StochasticDDIM)
    #expect(try DDPMLinear(.init(["eta": 0.5])).sampler is StochasticDDIM)
  }

  @Test(arguments: 0..<8) func isDDIMWithoutEta(_ index: Int) {
    let plain = DDIM().step(
      Self.x, Self.x0, from: Self.levels[index], to: Self.levels[index + 1]
    ) { x, _ in x }
    #expect(zip(step(0, index).values, plain.values).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  /// With η = 1 a step draws from DDPM's posterior q(x' | x, x_0): Ho et al. 2020, Eqs. 6 and 7.
  @Test(arguments: 0..<8) func isDDPMsPosteriorWithEtaOne(_ index: Int) {
    let (level, next) = (Self.levels[index], Self.levels[index + 1])
    let (abar, abarNext) = (level.signal * level.signal, next.signal * next.signal)
    let alpha = abar / abarNext
    let beta = 1 - alpha
    let deviation = ((1 - abarNext) / (1 - abar) * beta).squareRoot()
    let answer = step(1, index)
    for pixel in 0..<6 {
      let mean =
        abarNext.squareRoot() * beta / (1 - abar) * Double(Self.x0.values[pixel])
        + alpha.squareRoot() * (1 - abarNext) / (1 - abar) * Double(Self.x.values[pixel])
      let expected = mean + deviation * Double(Self.z.values[pixel])
      #expect(abs(Double(answer.values[pixel]) - expected) < 1e-5)
    }
  }

  /// A sample's noise is its own: the same in any batch and for any model, another for another seed.
  @Test func noiseBelongsToSeedAndSample() throws {
    let schedule = try DDPMLinear(.init(["steps": 5, "eta": 0.6]))
    let batch = try ToyModel.expectNoiseOfSeedAndSample(schedule)
    // Without η the two samples, which start alike, stay alike.
    let plain = try #require(
      DDPMLinear(.init(["steps": 5])).sample(from: batch) { ToyModel.six.denoise($0, at: $1) }
        .noisy.last?.values)
    #expect(Array(plain[..<6]) == Array(plain[6...]))
  }

  /// A model that knows that images are N(0, 1): x stays Gaussian, and a step with coefficient c of x and
  /// deviation v of its noise takes its variance q to c²q + v².
  @Test(arguments: [0, 0.5, 1]) func hasTheVarianceOfItsSteps(_ eta: Double) throws {
    let schedule = try DDPMLinear(.init(["steps": 50, "eta": .number(eta), "clip": false]))
    var random = CounterRandom(seed: 1, index: 0, purpose: .noise)
    let shape = ImageShape(channels: 1, height: 50, width: 80)
    let noise = ImageBatch(shape: shape, values: random.gaussians(shape.count))
    let noisy = try schedule.sample(from: noise, seed: 2) { x, level in
      ImageBatch(level.signal * x)
    }.noisy
    var expected = 1.0
    for (level, next) in zip(schedule.levels, schedule.levels.dropFirst()) {
      let ratio = level.signal / next.signal
      let v = eta * next.noise / level.noise * (1 - ratio * ratio).squareRoot()
      let c =
        next.signal * level.signal + (next.variance - v * v).squareRoot() * level.noise
      expected = c * c * expected + v * v
    }
    let last = try #require(noisy.last).values
    let variance = last.reduce(0) { $0 + Double($1 * $1) } / Double(shape.count)
    #expect(abs(variance / expected - 1) < 0.08, "\(variance) for \(expected)")
  }
}
