import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// The noise that the networks of Kamb & Ganguli, of OpenAI's code and of scores were trained on.
struct ConventionTests {
  static func level(_ signal: Double, _ noise: Double) -> NoiseLevel {
    NoiseLevel(signal: signal, noise: noise, step: 4, t: 0)
  }

  // MARK: Kamb & Ganguli

  /// Their own schedule has their own t.
  @Test func kambsLevelsAreThoseOfTheirSchedule() throws {
    for sampler in ["kamb", "ddim"] {
      let cosine = try Cosine(
        .init(["steps": 37, "offset": 0, "sampler": .string(sampler)]))
      for level in cosine.levels {
        let question = try KambConvention().question(at: level)
        #expect(abs(question.time - level.t) < 1e-12)
        #expect(abs(question.inputFactor - 1) < 1e-12)
      }
    }
  }

  /// x_0 = (x_t − √β · e) / √(1−β), for an image of another variance too.
  @Test func kambsEstimate() throws {
    let golden = try ArchitectureGoldenTests.Golden("kamb/resnet_zeros")
    let network = try TrainedNetwork(golden.weights)
    let x = batch(try golden.array("x"))
    let output = batch(try golden.array("out"))
    for (index, t) in try golden.array("t").doubles().enumerated() {
      let angle = t / 1.008 * Double.pi / 2
      let (a, s) = (cos(angle), sin(angle))
      let part = x[index..<index + 1]
      for scale in [1, 2.5] {
        let answer = try network.denoise(
          ImageBatch(scale * part), at: Self.level(scale * a, scale * s))
        for place in part.values.indices {
          let noise = Double(output[index..<index + 1].values[place])
          let expected = (Double(part.values[place]) - s * noise) / a
          #expect(abs(Double(answer.values[place]) - expected) < 1e-4 / a, "t = \(t)")
        }
      }
    }
  }

  /// Up to t = 1 and one step of the training beyond, any noise at all below.
  @Test func kambsEdges() throws {
    let last = tan(Double.pi / 2 / 1.008)
    let before = tan(0.999 / 1.008 * Double.pi / 2)
    let convention = KambConvention()
    #expect(abs(try convention.question(at: Self.level(1, last)).time - 1) < 1e-12)
    #expect(try convention.question(at: Self.level(1, last * last / before * 0.9999)).time == 1)
    #expect(try convention.question(at: Self.level(1, 1e-9)).time < 1e-8)
    for noise in [last * last / before * 1.001, 0] {
      let error = #expect(throws: NetworkLevelError.self) {
        try convention.question(at: Self.level(1, noise))
      }
      #expect(
        noise == 0 || "\(error!)".contains("the network was trained for 0 to 80.2"), "\(error!)")
    }
  }

  // MARK: OpenAI

  private static func scheduler(_ changes: [(String, JSON)]) throws -> NetworkScheduler {
    let files = try ArchitectureGoldenTests.Golden("guided/b").weights.files()
    var config = try ConfigReader(files).json
    for (key, value) in changes { config[key] = value }
    return try NetworkFixture.withNetwork(Data(contentsOf: files.weights), config) {
      try TrainedNetwork($0).scheduler
    }
  }

  @Test func openAIsLevels() throws {
    let plain = try Self.scheduler([])
    for t in [0, 500, 999] {
      #expect(abs(plain.levels.signal(t) - NetworkScheduler().levels.signal(t)) < 1e-15)
    }
    #expect(plain.levelsText == "1000, linear betas 0.0001 to 0.02")
    // Linear betas of another number of steps are stretched.
    let short = try Self.scheduler([("diffusion_steps", 250), ("rescale_timesteps", true)])
    let alpha = (0...2).reduce(1.0) { (product: Double, t: Int) -> Double in
      let beta = 4e-4 + (0.08 - 4e-4) * Double(t) / 249
      return product * (1 - beta)
    }
    #expect(abs(short.levels.signal(2) - alpha.squareRoot()) < 1e-12)
    let level = Self.level(short.levels.signal(2), short.levels.noise(2))
    #expect(try short.question(at: level).time == 8)
    let cosine = try Self.scheduler([("noise_schedule", "cosine"), ("predict_xstart", true)])
    func bar(_ t: Double) -> Double { pow(cos((t + 0.008) / 1.008 * Double.pi / 2), 2) }
    #expect(abs(pow(cosine.levels.signal(499), 2) - bar(0.5) / bar(0)) < 1e-9)
    #expect(cosine.prediction == .sample)
  }

  // MARK: Scores

  /// z = z_0 + σ e in [0, 1], y = −e / σ: z_0 = z + σ² y, and x_0 = 2 z_0 − 1.
  @Test func scoresOfImagesFromZeroToOne() throws {
    let golden = try ArchitectureGoldenTests.Golden("diffusers/fourier_skip")
    let network = try TrainedNetwork(golden.weights)
    let (z, output) = (batch(try golden.array("x")), batch(try golden.array("out")))
    for (index, sigma) in try golden.array("t").doubles().enumerated() {
      let (part, y) = (z[index..<index + 1], output[index..<index + 1])
      for signal in [1, 0.25] {
        let x = ImageBatch(
          shape: part.shape, values: part.values.map { Float(signal * (2 * Double($0) - 1)) })
        let answer = try network.denoise(x, at: Self.level(signal, signal * 2 * sigma))
        for place in part.values.indices {
          let z0 = Double(part.values[place]) + sigma * sigma * Double(y.values[place])
          let gap = abs(Double(answer.values[place]) - (2 * z0 - 1))
          #expect(gap < 1e-3 * max(1, sigma), "σ = \(sigma): \(gap)")
        }
      }
    }
    let remarks = network.remarks
    #expect(remarks.count == 1 && remarks[0].contains("images in [0, 1] are taken for granted"))
  }

  /// One step beyond σ_min and σ_max, which are those of images in [0, 1].
  @Test func scoresHaveEdges() throws {
    let convention = ScoreConvention(nil)
    let step = pow(1348 / 0.01, 1 / 1999.0)
    for sigma in [0.01 / step, 0.01, 3, 1348, 1348 * step] {
      #expect(abs(try convention.question(at: Self.level(1, 2 * sigma)).time - sigma) < 1e-9)
    }
    for sigma in [0.01 / step * 0.999, 1348 * step * 1.001, 0] {
      #expect(throws: NetworkLevelError.self) {
        try convention.question(at: Self.level(1, 2 * sigma))
      }
    }
  }
}
