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

  /// The chosen images in plain loops, with a proxy of a fourth of the pixels each way.
  @Test func answersFromTheNearestProxies() throws {
    let training = try Self.golden.training()
    let images = training.images
    let shape = training.shape
    let model = try GoldenSubset(
      .init(["over": "optimal", "k_min": 7, "k_max": 30, "proxy_resolution": 2]),
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
    for (index, level) in try Self.golden.ddpmLevels().enumerated() {
      let noisy = try Self.golden.batch("ddpm_xt", index)
      let answer = try model.denoise(noisy, at: level)
      for query in 0..<noisy.count {
        let x = pool(Array(noisy[query]))
        let distances = proxies.map { proxy in
          zip(x, proxy).reduce(0) { sum, pair in
            let difference = pair.0 - level.signal * pair.1
            return sum + difference * difference
          }
        }
        let nearest = distances.indices.sorted { distances[$0] < distances[$1] }
          .prefix(model.size(at: level)).sorted()
        let expected = images.selecting(nearest).posteriorMean(
          of: noisy[query..<query + 1], signal: level.signal,
          variance: level.noise * level.noise)
        #expect(difference(answer[query..<query + 1], expected) < 1e-5, "t = \(level.t)")
      }
    }
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
