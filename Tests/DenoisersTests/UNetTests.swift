import Denoisers
import Foundation
import Framework
import LocusNetworks
import Testing

/// A `conv-unet` of one level with made-up weights, small enough to be kept with the tests: it takes
/// images of any size with three channels.
enum UNetFixture {
  static let path = Bundle.module.resourceURL!.appendingPathComponent("Fixtures/unet").path

  static var parameters: UNet.Parameters {
    get throws { try .init(["weights": .string(path)]) }
  }
}

/// The laws are in DenoiserLawTests, the networks themselves in the tests of Framework.
struct UNetTests {
  static let training: TrainingSet = {
    let shape = ImageShape(channels: 3, height: 4, width: 6)
    return TrainingSet(
      images: ImageStore(shape: shape, bytes: [UInt8](repeating: 9, count: 2 * shape.count)))
  }()

  static let noisy: ImageBatch = {
    var random = CounterRandom(seed: 5, index: 0, purpose: .noise)
    return ImageBatch(shape: training.shape, values: random.gaussians(3 * training.shape.count))
  }()

  /// x and s scaled by c at a scaled by c are the same image to the network: so is x_0.
  @Test func onlyTheRatioOfNoiseAndSignalMatters() throws {
    let model = try UNet(UNetFixture.parameters, fittedTo: Self.training)
    let (a, s) = (0.6, 0.8)
    let first = try model.denoise(
      Self.noisy, at: NoiseLevel(signal: a, noise: s, step: 0, t: 500))
    let edm = NoiseLevel(signal: 1, noise: s / a, step: 0, t: s / a)
    let second = try model.denoise(Self.noisy.map { $0 / a }, at: edm)
    #expect(difference(first, second) < 1e-5)
  }

  @Test func refusesLevelsBeyondItsOwn() throws {
    let model = try UNet(UNetFixture.parameters, fittedTo: Self.training)
    let level = NoiseLevel(signal: 1, noise: 200, step: 4, t: 200)
    #expect(throws: NetworkLevelError.self) { try model.denoise(Self.noisy, at: level) }
    #expect(throws: NetworkLevelError.self) {
      try UNet.check(UNetFixture.parameters, shape: Self.training.shape, levels: [level])
    }
  }

  /// Under `flow` it answers as at its noisiest level, with the image scaled to that level's noise.
  @Test func answersBeyondItsLevelsUnderFlow() throws {
    let model = try UNet(UNetFixture.parameters, fittedTo: Self.training)
    // The last ones lie below its least noise.
    let levels = Array(try Flow(.init(["steps": 400])).levels[..<396])
    let beyond = NoiseLevel(signal: 1, noise: 1000, step: 0, t: 0)
    let error = #expect(throws: NetworkLevelError.self) {
      try model.denoise(Self.noisy, at: beyond)
    }
    // Its noisiest level, with the variance that it was trained with.
    let ratio = try #require(error).largest
    let signal = 1 / (1 + ratio * ratio).squareRoot()
    let own = NoiseLevel(signal: signal, noise: ratio * signal, step: 0, t: 0)
    for level in levels[..<3] {
      #expect(level.sigma > own.sigma)
      let scale = own.noise / level.noise
      let expected = try model.denoise(Self.noisy.map { scale * $0 }, at: own)
      let found = try model.denoise(Self.noisy, at: level)
      let largest = expected.values.reduce(0) { max($0, abs($1)) }
      #expect(difference(found, expected) < 1e-5 * largest)
    }
    try UNet.check(UNetFixture.parameters, shape: Self.training.shape, levels: levels)
    #expect(try UNet.remarks(UNetFixture.parameters, levels: Array(levels[3...])).isEmpty)
    let remarks = try UNet.remarks(UNetFixture.parameters, levels: levels)
    #expect(remarks.count == 1 && remarks[0].contains("largest, 153.5"), "\(remarks)")
    // What lies below its least noise is refused as ever.
    let low = NoiseLevel(signal: 1, noise: 1e-12, step: 0, t: 1, isForAnyNetwork: true)
    #expect(throws: NetworkLevelError.self) { try model.denoise(Self.noisy, at: low) }
  }

  @Test func refusesImagesOfOtherChannels() throws {
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    do {
      try UNet.check(UNetFixture.parameters, shape: shape, levels: [])
      Issue.record("no error")
    } catch {
      #expect("\(error)".contains("takes images with 3 channels, the run's data have 1"))
    }
  }

  @Test func refusesAClassWhereThereIsNone() throws {
    let parameters = try UNet.Parameters(["weights": .string(UNetFixture.path), "class": 3])
    for check in [
      { _ = try UNet(parameters, fittedTo: Self.training) },
      { try UNet.check(parameters, shape: Self.training.shape, levels: []) },
    ] {
      let error = #expect(throws: FormatError.self) { try check() }
      #expect(error?.problem == "the network takes no class, and \"class\" is given")
    }
    // Units that were recorded before there were classes stay valid.
    #expect(try UNetFixture.parameters.identity()["class"] == nil)
    #expect(try parameters.identity()["class"] == 3)
  }

  @Test func isIdentifiedByItsFilesContent() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-unet-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: URL(fileURLWithPath: UNetFixture.path), to: folder)
    func identity() throws -> JSON {
      try UNet.Parameters(["weights": .string(folder.path)]).identity()
    }
    let before = try identity()
    #expect(try before == UNetFixture.parameters.identity())
    // The config changes the numbers as much as the weights do.
    let config = folder.appendingPathComponent("config.json")
    try (Data(contentsOf: config) + Data("\n".utf8)).write(to: config)
    #expect(try before != identity())
  }

  @Test func estimatesItsMemory() throws {
    let bytes = try UNet.memory(
      UNetFixture.parameters, shape: Self.training.shape, count: 2, steps: 10)
    #expect(bytes > 4000 && bytes < 100_000)
  }
}
