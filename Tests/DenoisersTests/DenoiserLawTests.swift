import Denoisers
import Foundation
import Framework
import Testing

/// Laws that every registered denoiser keeps, on a small data set with a constant pixel, two equal
/// images and more images than one block of a scan.
@Suite(.serialized)
struct DenoiserLawTests {
  /// `recorded` answers at its own trajectory only, so it has laws of its own; see RecordedTests.
  /// `clean` never answers at a noisy image alone.
  static let names = BuiltInDenoisers.all.map { $0.name }
    .filter {
      $0 != Recorded.name && $0 != Clean.name
        && ($0 != ProcessDenoiser.name || ChildFixture.isAvailable)
    }

  /// Values for required parameters, on images of 5×4.
  static let required: [String: JSON] = [
    KambLS.name: ["scales": 3], KambELS.name: ["scales": 3], KambBBELS.name: ["scales": 3],
    PSPCSquare.name: ["patch_sizes": 2],
    PSPCFlex.name: ["heatmaps": ["from": "wiener"], "thresholds": 0.5],
    GaussianMixture.name: ["components": 2],
    Switch.name: [
      "entries": [["name": "wiener", "above": 2], ["name": "optimal"]], "blend": 0.5,
    ],
    UNet.name: ["weights": .string(UNetFixture.path)],
    ProcessDenoiser.name: ["command": ChildFixture.command("shrink")],
  ]

  static let catalogue = try! Catalogue(
    denoisers: BuiltInDenoisers.all, datasets: [], schedules: [], metrics: [])

  static let levels = [
    NoiseLevel(signal: 0.0164, noise: 0.9999, step: 0, t: 900),
    NoiseLevel(signal: 0.8, noise: 0.6, step: 1, t: 300),
    NoiseLevel(signal: 0.99995, noise: 0.01, step: 2, t: 0),
    NoiseLevel(signal: 1, noise: 80, step: 0, t: 80),
    NoiseLevel(signal: 1, noise: 0.002, step: 2, t: 0.002),
  ]

  static let training: TrainingSet = {
    let shape = ImageShape(channels: 3, height: 5, width: 4)
    var random = CounterRandom(seed: 7, index: 0, purpose: .syntheticImage)
    var bytes = (0..<700 * shape.count).map { _ in UInt8(random.integer(below: 256)) }
    for image in 0..<700 { bytes[image * shape.count] = 17 }
    bytes.replaceSubrange(0..<shape.count, with: bytes[shape.count..<2 * shape.count])
    return TrainingSet(images: ImageStore(shape: shape, bytes: bytes))
  }()

  static let noisy: ImageBatch = {
    var random = CounterRandom(seed: 8, index: 0, purpose: .noise)
    return ImageBatch(shape: training.shape, values: random.gaussians(19 * training.shape.count))
  }()

  func make(_ name: String, on training: TrainingSet = training) throws -> any Denoiser {
    let type = try #require(BuiltInDenoisers.all.first { $0.name == name })
    func fit<D: Denoiser>(_ type: D.Type) throws -> any Denoiser {
      try D(
        D.Parameters(Self.required[D.name] ?? [:], catalogue: Self.catalogue), fittedTo: training)
    }
    return try fit(type)
  }

  func answers(_ name: String) throws -> [ImageBatch] {
    let model = try make(name)
    return try Self.levels.map { try model.denoise(Self.noisy, at: $0) }
  }

  @Test(arguments: names) func isFiniteAndKeepsShape(_ name: String) throws {
    for answer in try answers(name) {
      #expect(answer.shape == Self.noisy.shape)
      #expect(answer.count == Self.noisy.count)
      #expect(answer.firstNonFinite == nil)
    }
  }

  @Test(arguments: names) func isDeterministic(_ name: String) throws {
    #expect(try answers(name) == answers(name))
  }

  @Test(arguments: names) func doesNotDependOnTheNumberOfThreads(_ name: String) throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    var all: [[ImageBatch]] = []
    for count in [1, 2, 3] {
      WorkPool.shared.limit(to: count)
      all.append(try answers(name))
    }
    #expect(all[0] == all[1])
    #expect(all[0] == all[2])
  }

  @Test(arguments: names) func doesNotDependOnTheRestOfTheBatch(_ name: String) throws {
    let model = try make(name)
    for level in Self.levels {
      let whole = try model.denoise(Self.noisy, at: level)
      for range in [0..<1, 3..<7, 16..<19] {
        #expect(try model.denoise(Self.noisy[range], at: level) == whole[range], "\(range)")
      }
    }
  }

  // MARK: Sensitivity

  /// Few images, as differences ask hundreds of times.
  static let smallTraining = TrainingSet(images: training.images.selecting(Array(0..<50)))
  static let elements = [0, 27, 59]

  /// The law allows for the curvature that differences miss, not for a wrong factor. The choice of
  /// `golden-subset` jumps, so differences may meet other images; see SensitivityTests.
  @Test(arguments: names.filter { $0 != GoldenSubset.name })
  func sensitivityAgreesWithDifferences(_ name: String) throws {
    let model = try make(name, on: Self.smallTraining)
    let noisy = Self.noisy[3..<4]
    for level in [Self.levels[1], Self.levels[0], Self.levels[3]] {
      let answer = try model.sensitivity(of: Self.elements, noisy: noisy, at: level)
      #expect(answer.gradients.count == 3 && answer.elementCount == 3)
      #expect(answer.gradients.firstNonFinite == nil)
      guard answer.method == .closedForm else { return }
      let other = try model.differencedSensitivity(of: Self.elements, noisy: noisy, at: level)
      let largest = answer.gradients.values.reduce(Float(0)) { max($0, abs($1)) }
      let allowed = max(0.01 * largest, Float(3 * (other.errors.max() ?? 0)))
      #expect(difference(answer.gradients, other.gradients) <= allowed, "noise \(level.noise)")
    }
  }

  @Test(arguments: names) func sensitivityIsFiniteAtLowNoise(_ name: String) throws {
    let model = try make(name, on: Self.smallTraining)
    let answer = try model.sensitivity(of: [27], noisy: Self.noisy[3..<4], at: Self.levels[4])
    #expect(answer.gradients.firstNonFinite == nil)
  }

  @Test(arguments: names) func sensitivityDependsOnTheImageOnly(_ name: String) throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let model = try make(name, on: Self.smallTraining)
    func gradients(_ range: Range<Int>) throws -> ImageBatch {
      try model.sensitivity(of: [27, 5], noisy: Self.noisy[range], at: Self.levels[1]).gradients
    }
    WorkPool.shared.limit(to: 1)
    let whole = try gradients(3..<5)
    WorkPool.shared.limit(to: 3)
    #expect(try gradients(4..<5).values == whole[2..<4].values)
  }

  /// At vanishing noise a training image comes back: the Wiener filter's gain goes to 1/a, and the
  /// others' nearest image or patch is its own. The equivariant machine pads the image circularly,
  /// so no patch of an image agrees with its border.
  @Test(arguments: names.filter { $0 != KambELS.name })
  func givesATrainingImageBackAtVanishingNoise(_ name: String) throws {
    let model = try make(name)
    let image = Self.training.images.batch(of: 5..<6)
    let level = NoiseLevel(signal: 1, noise: 1e-4, step: 2, t: 0)
    #expect(try difference(model.denoise(image, at: level), image) < 1e-3)
  }

  @Test(arguments: BuiltInDenoisers.all.map { $0.name })
  func refusesUnknownKeys(_ name: String) throws {
    let type = try #require(BuiltInDenoisers.all.first { $0.name == name })
    func read<D: Denoiser>(_ type: D.Type) throws { _ = try D.Parameters(["no_such_key": 1]) }
    #expect(throws: SpecIssues.self) { try read(type) }
  }
}
