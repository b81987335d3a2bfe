import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// EDM's networks against what the authors' code answered; every image has a σ (and a class) of its own.
struct EDMGoldenTests {
  static let names = [
    "ddpmpp_edm", "ddpmpp_vp", "ddpmpp_aug_label", "ncsnpp_edm", "ncsnpp_ve", "song_skip_gray",
    "adm_edm", "adm_iddpm", "snapshot",
  ]

  /// A recorded case.
  struct Golden {
    let name: String
    let folder = Bundle.module.resourceURL!.appendingPathComponent("Fixtures/networks/edm")

    init(_ name: String) { self.name = name }

    var weights: NetworkWeights {
      NetworkWeights(FilePath(folder.appendingPathComponent("\(name).safetensors")))
    }

    func array(_ part: String) throws -> NpyArray {
      try NpyArray(contentsOf: folder.appendingPathComponent("\(name)_\(part).npy"))
    }

    var sigmas: [Double] { get throws { try array("sigma").doubles() } }

    /// The class of every image.
    var labels: [NetworkLabel] {
      get throws {
        guard let classes = try? array("class") else {
          return try sigmas.map { _ in .none }
        }
        return try classes.integers().map { .number($0) }
      }
    }
  }

  static func level(_ sigma: Double, signal: Double = 1) -> NoiseLevel {
    NoiseLevel(signal: signal, noise: signal * sigma, step: 0, t: sigma)
  }

  static func scale(_ batch: ImageBatch) -> Float { batch.values.map(abs).max() ?? 0 }

  @Test(arguments: names) func denoises(name: String) throws {
    let golden = Golden(name)
    let (x, expected) = (batch(try golden.array("x")), batch(try golden.array("out")))
    for table in KernelTable.available {
      let network = try TrainedNetwork(golden.weights, engine: NetworkEngine(table: table))
      for (index, (sigma, label)) in zip(try golden.sigmas, try golden.labels).enumerated() {
        let part = expected[index..<index + 1]
        // The same level in an image of another variance is the same question.
        for signal in [1, 0.3] {
          let answer = try network.denoise(
            ImageBatch(signal * x[index..<index + 1]), at: Self.level(sigma, signal: signal),
            label: label)
          let gap = largestGap(answer, part)
          #expect(gap < 1e-4 * Self.scale(part), "\(name) at σ = \(sigma): \(gap)")
        }
      }
    }
  }

  /// The network inside, which a small σ hides in x_0.
  @Test(arguments: names) func answers(name: String) throws {
    let golden = Golden(name)
    let x = batch(try golden.array("x"))
    let all = batch(try golden.array("F"))
    let network = try TrainedNetwork(golden.weights)
    // The network of iDDPM answers with variances too, which are left out.
    let expected = ImageBatch(
      shape: x.shape,
      values: (0..<x.count).flatMap { all[$0..<$0 + 1].values.prefix(x.shape.count) })
    for (index, (sigma, label)) in zip(try golden.sigmas, try golden.labels).enumerated() {
      let question = try network.body.convention.question(at: Self.level(sigma))
      let answer = network.prediction(
        for: x[index..<index + 1], at: question.time, label: label,
        scaledBy: question.inputFactor)
      let gap = largestGap(answer, expected[index..<index + 1])
      #expect(gap < 1e-4 * Self.scale(expected), "\(name) at σ = \(sigma): \(gap)")
    }
  }

  @Test(arguments: ["ddpmpp_aug_label", "adm_edm"]) func answersWithoutAClass(name: String) throws {
    let golden = Golden(name)
    let (x, expected) = (batch(try golden.array("x")), batch(try golden.array("out_noclass")))
    let network = try TrainedNetwork(golden.weights)
    #expect(network.body.classes == .numbered(count: 10, orNone: true))
    for (index, sigma) in try golden.sigmas.enumerated() {
      let part = expected[index..<index + 1]
      let answer = try network.denoise(x[index..<index + 1], at: Self.level(sigma))
      #expect(largestGap(answer, part) < 1e-4 * Self.scale(part))
    }
  }

  @Test func answersDoNotDependOnTheBatchOrTheThreads() throws {
    for name in ["ncsnpp_edm", "adm_edm"] {
      let golden = Golden(name)
      let x = batch(try golden.array("x"))
      let answers = try [1, 2, 3].map { threads in
        try TrainedNetwork(
          golden.weights, engine: NetworkEngine(pool: WorkPool(threads: threads))
        ).prediction(for: x, at: 0.2)
      }
      #expect(answers[0] == answers[1] && answers[0] == answers[2])
      let network = try TrainedNetwork(golden.weights)
      for index in 0..<x.count {
        let alone = network.prediction(for: x[index..<index + 1], at: 0.2)
        #expect(alone == answers[0][index..<index + 1])
      }
    }
  }

  /// A network in bfloat16 has the answers of the rounded weights, to the last bit.
  @Test func readsBrainFloats() throws {
    let golden = Golden("ddpmpp_edm")
    let files = try golden.weights.files()
    let config = try ConfigReader(files).json
    let stored = try SafeTensors(contentsOf: files.weights)
    func network(_ dtype: String) throws -> TrainedNetwork {
      let tensors = try stored.names.map { name in
        var tensor = NetworkFixture.Tensor(name, stored[name]?.shape ?? [], seed: 0)
        tensor.values = try stored.floats(name).map(NetworkFixture.brainFloat)
        tensor.dtype = dtype
        return tensor
      }
      return try NetworkFixture.withNetwork(NetworkFixture.bytes(tensors), config) {
        try TrainedNetwork($0)
      }
    }
    let (x, expected) = (batch(try golden.array("x")), batch(try golden.array("out")))
    let rounded = try network("BF16").denoise(x[1..<2], at: Self.level(0.8))
    #expect(try rounded == network("F32").denoise(x[1..<2], at: Self.level(0.8)))
    // A bfloat16 has 8 bits: some hundredths of what the network adds to the image.
    let gap = largestGap(rounded, expected[1..<2])
    #expect(gap > 1e-4 && gap < 0.05, "\(gap)")
  }
}

extension EDMGoldenTests {
  /// Half the space for the weights; frequencies and noise levels stay as they are, as angles hang on
  /// them.
  @Test(arguments: ["ncsnpp_ve", "adm_iddpm"])
  func conversionToHalfKeepsWhatAnglesHangOn(_ name: String) throws {
    let golden = Golden(name)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("half-\(UUID().uuidString)", isDirectory: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try NetworkConversion.convert(golden.weights, to: folder, as: .float16)
    let tensors = try SafeTensors(contentsOf: folder.appendingPathComponent("model.safetensors"))
    let kept: Set = ["model.map_noise.freqs", "u"]
    for tensor in tensors.names {
      let type = try #require(tensors[tensor]).dtype
      #expect(type == (kept.contains(tensor) ? .float32 : .float16), "\(tensor)")
    }
    #expect(!kept.isDisjoint(with: tensors.names))
    let (x, level) = (try batch(golden.array("x")), Self.level(try golden.sigmas[0]))
    let label = try golden.labels[0]
    func answer(_ weights: NetworkWeights) throws -> [Float] {
      try TrainedNetwork(weights).denoise(x[0..<1], at: level, label: label).values
    }
    let (whole, half) = (try answer(golden.weights), try answer(.init(FilePath(folder))))
    // The golden weights are halves already.
    #expect(whole == half)
  }
}
