import Datasets
import Denoisers
import Foundation
import Framework
import LocusNetworks
import Testing

/// The networks that come with Locus: they are found, small, and know the images they were trained
/// on.
@Suite struct BuiltInNetworksTests {
  @Test func allAreFoundAndSmall() throws {
    #expect(BuiltInNetworks.names == ["synthetic16-a", "synthetic16-b"])
    for name in BuiltInNetworks.names {
      let files = try NetworkWeights(builtIn: name).files()
      let size = try #require(
        try FileManager.default.attributesOfItem(atPath: files.weights.path)[.size] as? Int)
      #expect(size < 600_000)
    }
  }

  /// On images that neither has seen, a network is nearer to the truth than the optimal denoiser of
  /// its training images and the best linear one.
  @Test(arguments: ["synthetic16-a", "synthetic16-b"])
  func generalises(name: String) throws {
    let data = try Synthetic(.init(["images": 2000, "resolution": 16]))
    let training = TrainingSet(images: try data.load(.train).images, cache: nil)
    let parameters = try UNet.Parameters(["weights": .string("builtin:\(name)")])
    #expect(parameters.json["weights"]?.string == "builtin:\(name)")
    let network = try UNet(parameters, fittedTo: training)
    let optimal = try Optimal(.init(), fittedTo: training)
    let truth = try data.load(.test).images.batch(of: 0..<32)
    var random = CounterRandom(seed: 3, index: 0, purpose: .noise)
    let noise = random.gaussians(truth.values.count)
    for (signal, t) in [(0.98, 70.0), (0.9, 170), (0.7, 300)] {
      let scale = (1 - signal * signal).squareRoot()
      let level = NoiseLevel(signal: signal, noise: scale, step: 0, t: t)
      let values = zip(truth.values, noise).map { Float(signal) * $0 + Float(scale) * Float($1) }
      let noisy = ImageBatch(shape: truth.shape, values: values)
      func error(_ model: any Denoiser) throws -> Double {
        let answer = try model.denoise(noisy, at: level)
        let squares = zip(answer.values, truth.values).map { Double(($0 - $1) * ($0 - $1)) }
        return squares.reduce(0, +) / Double(squares.count)
      }
      let errors = (network: try error(network), optimal: try error(optimal))
      #expect(errors.network < 0.9 * errors.optimal, "\(name) at a = \(signal): \(errors)")
    }
  }

  @Test func unknownNamesAreAnswered() throws {
    let error = #expect(throws: FormatError.self) {
      try NetworkWeights(builtIn: "synthetic16-c").files()
    }
    #expect(
      error?.description == "builtin:synthetic16-c: there is no such network; did you mean "
        + "\"builtin:synthetic16-a\"? Known networks: builtin:synthetic16-a, "
        + "builtin:synthetic16-b; name one of them, or give a path")
    for name in ["", "..", "a/b"] {
      #expect(throws: FormatError.self) { try NetworkWeights(builtIn: name).files() }
    }
  }
}
