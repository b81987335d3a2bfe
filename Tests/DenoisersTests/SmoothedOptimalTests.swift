import Denoisers
import Foundation
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

  /// One σ for each step.
  @Test func smoothingGoesByStep() throws {
    let training = try Self.golden.training()
    let (noisy, level) = (
      try Self.golden.batch("ddpm_xt", 2), try Self.golden.ddpmLevels()[2]
    )
    for shape in ["white", "pca"] {
      func model(_ smoothing: JSON) throws -> SmoothedOptimal {
        try SmoothedOptimal(
          .init(["smoothing": smoothing, "shape": .string(shape)]), fittedTo: training)
      }
      let listed = try model([0.5, 0.05])
      for (step, smoothing) in [0.5, 0.05].enumerated() {
        let there = NoiseLevel(signal: level.signal, noise: level.noise, step: step, t: level.t)
        let one = try model(.number(smoothing)).denoise(noisy, at: there)
        #expect(try listed.denoise(noisy, at: there) == one)
      }
    }
  }

  /// Of two images ±v the data vary along v alone, so that perturbations are σ√m e v/|v|, e ~ N(0, 1),
  /// and the mean of v tanh(a v·(x + …)/s²) is an integral over e.
  @Test func shapedPerturbationsFollowTheData() throws {
    let shape = ImageShape(channels: 1, height: 2, width: 3)
    let v: [Float] = [0.8, -0.4, 0.2, 0.6, -0.8, 0.1]
    let training = TrainingSet(images: ImageStore(shape: shape, floats: v + v.map { -$0 }))
    let noisy = ImageBatch(shape: shape, values: [0.3, 0.1, -0.2, 0.5, 0.2, -0.4])
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 0)
    let (copies, sigma) = (4000, 0.4)
    let answer = try SmoothedOptimal(
      .init([
        "copies": .integer(copies), "smoothing": .number(sigma), "shape": "pca",
      ]), fittedTo: training
    ).denoise(noisy, at: level)
    let length = v.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
    let along = zip(v, noisy.values).reduce(0.0) { $0 + Double($1.0 * $1.1) }
    func moment(_ power: Double) -> Double {
      stride(from: -8.0, through: 8, by: 0.001).reduce(0.0) { sum, e in
        let projection = along + sigma * 6.0.squareRoot() * length * e
        let value = tanh(0.8 * projection / 0.36)
        return sum + 0.001 * exp(-e * e / 2) / (2 * Double.pi).squareRoot() * pow(value, power)
      }
    }
    let mean = moment(1)
    let error = ((moment(2) - mean * mean) / Double(copies)).squareRoot()
    #expect(error < 0.02)
    for (value, direction) in zip(answer.values, v) {
      #expect(abs(Double(value / direction) - mean) < 4 * error)
    }
    // White perturbations, as long, have less of their length along v.
    let white = try SmoothedOptimal(
      .init(["copies": .integer(copies), "smoothing": .number(sigma)]), fittedTo: training
    ).denoise(noisy, at: level)
    #expect(abs(Double(white.values[0] / v[0]) - mean) > 8 * error)
  }

  /// Data without variance are not perturbed.
  @Test func oneImageHasNoShape() throws {
    let training = try Self.golden.training(limit: 1)
    let noisy = try Self.golden.batch("ddpm_xt", 2)
    let answer = try SmoothedOptimal(.init(["shape": "pca"]), fittedTo: training)
      .denoise(noisy, at: try Self.golden.ddpmLevels()[2])
    for image in 0..<noisy.count {
      #expect(zip(answer[image], training.images.image(0)).allSatisfy { abs($0 - $1) < 1e-6 })
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
