import Foundation
import Framework
import Testing

@testable import Denoisers

struct GoldenSubsetTests {
  static let golden = Golden.sets[1]

  /// With all images chosen it is what it is over.
  @Test(arguments: ["optimal", "pca-locality"])
  func isExactOverAllImages(_ over: String) throws {
    let training = try Self.golden.training()
    let model = try GoldenSubset(
      .init([
        "over": .string(over), "k_min": 400, "k_max": 9999, "temperature": 2, "threshold": 0.1,
      ]), fittedTo: training)
    let optimal = try Optimal(.init(["temperature": 2]), fittedTo: training)
    let locality = try PCALocality(
      .init(["temperature": 2, "threshold": 0.1]), fittedTo: training)
    for (index, level) in try Self.golden.ddpmLevels().enumerated() {
      let noisy = try Self.golden.batch("ddpm_xt", index)
      let expected =
        try over == "optimal"
        ? optimal.denoise(noisy, at: level) : locality.denoise(noisy, at: level)
      #expect(try model.denoise(noisy, at: level) == expected)
    }
  }

  /// The chosen images in plain loops, with a proxy of a fourth of the pixels each way: from all
  /// candidates the nearest themselves, and from the others a sample or none.
  @Test(arguments: [(1, 0.0), (60, 0.0), (60, 0.5), (1, 1.0)])
  func answersFromTheNearestAndASample(_ m: Int, _ sampled: Double) throws {
    let training = try Self.golden.training()
    let images = training.images
    let shape = training.shape
    let model = try GoldenSubset(
      .init([
        "over": "optimal", "k_min": 7, "k_max": 30, "proxy_resolution": 2, "m": .integer(m),
        "sampled": .number(sampled),
      ]),
      fittedTo: training)
    func pool(_ image: [Float]) -> [Double] {
      (0..<shape.channels * 4).map { block in
        let (channel, row, column) = (block / 4, block / 2 % 2, block % 2)
        var sum = 0.0
        for y in 0..<4 {
          for x in 0..<4 {
            sum += Double(image[(channel * 8 + row * 4 + y) * 8 + column * 4 + x])
          }
        }
        return sum / 16
      }
    }
    let proxies = (0..<images.count).map { pool(images.image($0)) }
    let pixels = (0..<images.count).map { images.image($0).map(Double.init) }
    for (index, level) in try Self.golden.ddpmLevels().enumerated() {
      let noisy = try Self.golden.batch("ddpm_xt", index)
      let answer = try model.denoise(noisy, at: level)
      for query in 0..<noisy.count {
        let x = pool(Array(noisy[query]))
        func squared(_ a: [Double], _ b: [Double]) -> Double {
          zip(a, b).reduce(0) { $0 + pow($1.0 - level.signal * $1.1, 2) }
        }
        let size = model.size(at: level)
        let drawn = Int(Double(size) * sampled)
        let coarse = proxies.map { squared(x, $0) }
        let own = pixels.map { squared(noisy[query].map(Double.init), $0) }
        let nearest = pixels.indices.sorted { coarse[$0] < coarse[$1] }
          .prefix(max(m, size - drawn)).sorted { own[$0] < own[$1] }.prefix(size - drawn)
        let others = pixels.indices.filter { !nearest.contains($0) }
        let sample = (0..<drawn).map { others[$0 * others.count / drawn] }
        var (mean, total) = ([Double](repeating: 0, count: shape.count), 0.0)
        let least = (nearest + sample).map { own[$0] }.min()!
        for (index, count) in nearest.map({ ($0, 1.0) })
          + sample.map({ ($0, Double(others.count) / Double(drawn)) })
        {
          let variance = level.noise * level.noise
          let weight = count * exp((least - own[index]) / (2 * variance))
          for pixel in mean.indices { mean[pixel] += weight * pixels[index][pixel] }
          total += weight
        }
        for (value, sum) in zip(answer[query], mean) {
          #expect(abs(Double(value) - sum / total) < 2e-5, "t = \(level.t)")
        }
      }
    }
  }

  /// Masks of all pixels make pca-locality optimal, so both must count a sample alike.
  @Test func localityCountsTheSampleAsOptimalDoes() throws {
    let training = try Self.golden.training()
    let optimal = try GoldenSubset(.init(["over": "optimal"]), fittedTo: training)
    let locality = try GoldenSubset(.init(["threshold": 0]), fittedTo: training)
    for (index, level) in try Self.golden.ddpmLevels().enumerated() {
      let noisy = try Self.golden.batch("ddpm_xt", index)
      let gap = try difference(
        locality.denoise(noisy, at: level), optimal.denoise(noisy, at: level))
      #expect(gap < 1e-4, "t = \(level.t)")
    }
  }

  /// What the sample is for: at high noise the nearest alone are far from the posterior.
  @Test func theSampleKeepsThePosteriorAtHighNoise() throws {
    // Plain images of every brightness, in no order.
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    let images = (0..<2000).flatMap { index in
      [Float](repeating: Float(index * 7919 % 2000) / 1000 - 1, count: shape.count)
    }
    let training = TrainingSet(images: ImageStore(shape: shape, floats: images), cache: nil)
    let noisy = ImageBatch(shape: shape, repeating: 0.9, count: 1)
    let level = NoiseLevel(signal: 0.3, noise: 1, step: 0, t: 0)
    let exact = try Optimal(.init(), fittedTo: training).denoise(noisy, at: level)
    func error(_ sampled: Double) throws -> Float {
      let model = try GoldenSubset(
        .init(["over": "optimal", "sampled": .number(sampled)]), fittedTo: training)
      let answer = try model.denoise(noisy, at: level)
      return zip(answer.values, exact.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(try error(0.5) < 0.1 * error(0))
  }

  @Test func choosesMoreWithMoreNoise() throws {
    let training = try Self.golden.training()
    let model = try GoldenSubset(.init(["over": "optimal"]), fittedTo: training)
    func size(_ signal: Double, _ noise: Double) -> Int {
      model.size(at: NoiseLevel(signal: signal, noise: noise, step: 0, t: 0))
    }
    // n = 400: from n/20 to n/10.
    #expect(size(1, 1e-6) == 20)
    #expect(size(1e-6, 1) == 40)
    #expect(size(0.8, 0.6) == 32)
    // Only the ratio counts.
    #expect(size(1, 0.75) == 32)
  }

  /// Sizes that do not divide: blocks overlap, and every pixel belongs to one.
  @Test func proxiesAverageOverBlocks() {
    let shape = ImageShape(channels: 1, height: 3, width: 5)
    let images = ImageStore(shape: shape, floats: (0..<15).map(Float.init))
    let proxy = ProxyImages(of: images, height: 2)
    #expect(proxy.shape == ImageShape(channels: 1, height: 2, width: 3))
    let zero = ImageBatch(shape: shape, repeating: 0, count: 1)
    // Rows 0...1 and 1...2; columns 0...1, 1...3 and 3...4.
    let means: [Float] = [3, 4.5, 6, 8, 9.5, 11]
    let sum = means.reduce(0) { $0 + 4 * $1 * $1 }
    #expect(proxy.squaredDistances(from: zero, signal: 2)[0][0] == sum)
    #expect(ProxyImages(of: images, height: 99).shape == shape)
  }
}
