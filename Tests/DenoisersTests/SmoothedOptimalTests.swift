import Denoisers
import Framework
import Testing

struct SmoothedOptimalTests {
  static let golden = Golden.sets[1]

  /// Without perturbation every copy is the optimal denoiser's answer.
  @Test func isOptimalWithoutSmoothing() throws {
    let training = try Self.golden.training()
    let plain = try Optimal(.init(["neighbors": 50, "temperature": 2]), fittedTo: training)
    let smoothed = try SmoothedOptimal(
      .init(["smoothing": 0, "copies": 3, "neighbors": 50, "temperature": 2]), fittedTo: training)
    for (index, level) in try Self.golden.ddpmLevels().enumerated() {
      let noisy = try Self.golden.batch("ddpm_xt", index)
      let gap = try difference(smoothed.denoise(noisy, at: level), plain.denoise(noisy, at: level))
      #expect(gap < 1e-6)
    }
  }

  /// The mean over the perturbed inputs, drawn here from the stream that belongs to the sample.
  @Test func averagesOverItsCopies() throws {
    let images = try Self.golden.training().images
    let training = TrainingSet(images: images, seed: 5)
    let level = try Self.golden.ddpmLevels()[2]
    var noisy = try Self.golden.batch("ddpm_xt", 2)
    noisy.firstSample = 40
    let optimal = try Optimal(.init(), fittedTo: training)
    let model = try SmoothedOptimal(.init(["copies": 4, "smoothing": 0.3]), fittedTo: training)
    let answer = try model.denoise(noisy, at: level)
    for image in 0..<noisy.count {
      var random = CounterRandom(seed: 5, index: UInt64(40 + image), purpose: .smoothing)
      var mean = [Double](repeating: 0, count: noisy.shape.count)
      for _ in 0..<4 {
        let copy = ImageBatch(
          shape: noisy.shape,
          values: noisy[image].map { Float(Double($0) + 0.3 * random.gaussian()) })
        for (pixel, value) in try optimal.denoise(copy, at: level).values.enumerated() {
          mean[pixel] += Double(value) / 4
        }
      }
      for (value, expected) in zip(answer[image], mean) {
        #expect(abs(Double(value) - expected) < 1e-6)
      }
    }
  }

  /// Draws belong to (seed, sample), not to the batch.
  @Test func isReproducibleForEverySample() throws {
    let images = try Self.golden.training().images
    let level = try Self.golden.ddpmLevels()[2]
    let noisy = try Self.golden.batch("ddpm_xt", 2)
    func answer(_ seed: Int, _ noisy: ImageBatch) throws -> ImageBatch {
      try SmoothedOptimal(.init(), fittedTo: TrainingSet(images: images, seed: seed))
        .denoise(noisy, at: level)
    }
    let whole = try answer(1, noisy)
    #expect(try answer(1, noisy) == whole)
    #expect(try answer(1, noisy[1..<3]) == whole[1..<3])
    #expect(try answer(2, noisy) != whole)
    var other = noisy
    other.firstSample = 9
    #expect(try answer(1, other).values != whole.values)
  }
}
