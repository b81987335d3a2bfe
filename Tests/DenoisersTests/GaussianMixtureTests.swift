import Denoisers
import Framework
import Testing

struct GaussianMixtureTests {
  @Test(arguments: Golden.sets)
  func oneComponentIsWiener(_ golden: Golden) throws {
    let training = try golden.training()
    let wiener = try Wiener(.init(), fittedTo: training)
    let mixture = try GaussianMixture(.init(["components": 1]), fittedTo: training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      let gap = try difference(mixture.denoise(noisy, at: level), wiener.denoise(noisy, at: level))
      #expect(gap < 1e-5, "t = \(level.t)")
    }
  }

  /// Three clouds of images far from each other, shuffled: the Gaussians that are found are those of
  /// the clouds, which the labels name.
  @Test(arguments: [0, 1, 2, 3]) func findsTheClouds(_ seed: Int) throws {
    let training = Self.clouds(seed: seed)
    let found = try GaussianMixture(.init(["components": 3]), fittedTo: training)
    let named = try GaussianMixture(.init(), fittedTo: training)
    var random = CounterRandom(seed: 4, index: 0, purpose: .noise)
    let noisy = ImageBatch(
      shape: training.shape, values: random.gaussians(8 * training.shape.count))
    for noise in [0.1, 0.5, 2] {
      let level = NoiseLevel(signal: 0.9, noise: noise, step: 0, t: 0)
      let gap = try difference(found.denoise(noisy, at: level), named.denoise(noisy, at: level))
      #expect(gap < 1e-3, "noise \(noise)")
    }
  }

  /// The same components whatever the threads.
  @Test func isTheSameOnAnyNumberOfThreads() throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let training = try Golden.sets[1].training()
    let (noisy, level) = (
      try Golden.sets[1].batch("ddpm_xt", 1), try Golden.sets[1].ddpmLevels()[1]
    )
    let answers = try [1, 3].map { count in
      WorkPool.shared.limit(to: count)
      return try GaussianMixture(.init(["components": 5]), fittedTo: training)
        .denoise(noisy, at: level)
    }
    #expect(answers[0] == answers[1])
  }

  @Test func moreComponentsThanImages() throws {
    let training = try Golden.sets[1].training(limit: 3)
    let mixture = try GaussianMixture(.init(["components": 10]), fittedTo: training)
    let answer = try mixture.denoise(
      try Golden.sets[1].batch("ddpm_xt", 1), at: try Golden.sets[1].ddpmLevels()[1])
    #expect(answer.firstNonFinite == nil)
  }

  @Test func refusesClassesWithoutLabels() throws {
    let images = try Golden.sets[1].training().images
    let error = #expect(throws: SpecIssue.self) {
      try GaussianMixture(.init(), fittedTo: TrainingSet(images: images))
    }
    #expect("\(try #require(error))".contains("have no labels"))
  }

  private static func clouds(seed: Int) -> TrainingSet {
    let shape = ImageShape(channels: 1, height: 3, width: 3)
    var random = CounterRandom(seed: 11, index: 0, purpose: .noise)
    let labels = (0..<90).map { $0 * 7 % 3 }
    let floats = labels.flatMap { label in
      random.gaussians(shape.count).enumerated().map { pixel, value in
        (pixel % 3 == label ? 0.8 : -0.4) + 0.05 * value
      }
    }
    return TrainingSet(
      images: ImageStore(shape: shape, floats: floats), labels: labels, seed: seed, cache: nil)
  }
}
