import Foundation
import Framework

/// A trained network that predicts the noise in an image, or what else tells x_0, with its weights in
/// memory.
///
/// Three architectures are known: `conv-unet`, `ddpm-unet` and `diffusers-unet`. Computation is in
/// Float, with the weights packed once for the matrix products.
public struct TrainedNetwork: Sendable {
  let body: any NetworkBody
  private let network: any Network
  private let url: URL

  static let architectures: [any NetworkBody.Type] = [
    ConvUNet.self, DDPMUNet.self, DiffusersUNet.self,
  ]

  /// Reads a network.
  ///
  /// - Throws: ``FormatError`` for a file that is damaged, a config that is not supported, and
  ///   tensors that are missing, too many, of a wrong shape or not finite: all that is wrong with
  ///   one file in one error.
  public init(_ weights: NetworkWeights) throws {
    try self.init(weights, engine: NetworkEngine())
  }

  init(_ weights: NetworkWeights, engine: NetworkEngine) throws {
    let (body, tensors) = try Self.open(weights)
    url = try weights.files().weights
    self.body = body
    func build(readsValues: Bool) throws -> any Network {
      let reader = WeightReader(
        tensors, file: try weights.files().weights.path, readsValues: readsValues, engine: engine)
      let network = body.build(reader)
      try reader.check(type(of: body).architecture)
      return network
    }
    _ = try build(readsValues: false)
    network = try build(readsValues: true)
  }

  /// Config and header, checked each for itself.
  static func open(
    _ weights: NetworkWeights
  ) throws -> (body: any NetworkBody, tensors: SafeTensors) {
    let files = try weights.files()
    let config = try ConfigReader(files)
    let tensors = try SafeTensors(contentsOf: files.weights)
    let type = try architecture(config, tensors, file: files.config.path)
    let body = type.init(config)
    try config.check()
    return (body, tensors)
  }

  /// What the config says, or else the tensors' names.
  private static func architecture(
    _ config: ConfigReader, _ tensors: SafeTensors, file: String
  ) throws -> any NetworkBody.Type {
    let known = architectures.map { $0.architecture }
    if let name = (config.value("architecture") ?? config.value("_class_name"))?.string {
      let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
      if let type = architectures.first(where: { $0.names.contains(plain) }) { return type }
      throw FormatError(
        file: file, problem: "the architecture \"\(name)\" is not supported",
        advice: "use one of " + known.joined(separator: ", "))
    }
    let marks: [(String, any NetworkBody.Type)] = [
      ("inp.weight", ConvUNet.self), ("head.weight", DDPMUNet.self),
      ("conv_in.weight", DiffusersUNet.self),
    ]
    for (mark, type) in marks where tensors[mark] != nil { return type }
    throw FormatError(
      file: file,
      problem: "the config names no \"architecture\", and the tensors' names tell none",
      advice: "set it to one of " + known.joined(separator: ", "))
  }
}

// MARK: - Denoising

extension TrainedNetwork {
  /// x_0 = (x − s·e) / a, with the noise e that the network predicts at the nearest level it knows;
  /// x_0 of other predictions as ``NetworkPrediction`` says, at that level.
  ///
  /// A network knows the signal a_t and noise s_t of its own t only. The t whose ratio s_t / a_t is
  /// nearest to s/a is taken and the image rescaled by a_t / a, which turns an image of any variance
  /// into one of the network's.
  ///
  /// - Throws: ``NetworkLevelError`` for a level beyond the network's.
  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let levels = body.scheduler.levels
    let t = try levels.nearest(to: level)
    let (signal, noise) = (levels.signal(t), levels.noise(t))
    let scale = signal / level.signal
    let answer = prediction(for: noisy, at: t, scaledBy: scale)
    return switch body.scheduler.prediction {
    case .epsilon: ImageBatch((noisy - level.noise * answer) / level.signal)
    case .sample: answer
    case .velocity: ImageBatch((signal * scale) * noisy - noise * answer)
    }
  }

  /// The network's answer to `factor · images` at its own time t.
  func prediction(
    for images: ImageBatch, at t: Int, scaledBy factor: Double = 1
  ) -> ImageBatch {
    var answer = images
    for range in blocks(of: images.count, limit: imagesAtOnce(images.shape)) {
      let input = FeatureMap(images[range], scaledBy: Float(factor))
      let size = images.shape.count
      answer.values.replaceSubrange(
        range.lowerBound * size..<range.upperBound * size,
        with: network.prediction(for: input, at: t).values)
    }
    return answer
  }

  /// Bounds the memory: a map of the images' own size holds at most about 2²¹ numbers.
  private func imagesAtOnce(_ shape: ImageShape) -> Int {
    max(1, min(16, (1 << 21) / (shape.height * shape.width * body.baseWidth)))
  }
}

// MARK: - Checking

extension TrainedNetwork {
  /// Whether the network can denoise images of `shape` at `levels`.
  ///
  /// - Throws: ``FormatError`` or ``NetworkLevelError``.
  public func check(shape: ImageShape, levels: [NoiseLevel]) throws {
    func refuse(_ problem: String, _ advice: String) -> FormatError {
      FormatError(file: url.path, problem: problem, advice: advice)
    }
    if body.inputChannels != shape.channels {
      throw refuse(
        "the network takes images with \(body.inputChannels) "
          + "channel\(body.inputChannels == 1 ? "" : "s"), the run's data have \(shape.channels)",
        "use the data set that it was trained on")
    }
    if let image = body.image, image != [shape.channels, shape.height, shape.width] {
      throw refuse(
        "the network takes images of \(image.map(String.init).joined(separator: "×")), the run's "
          + "data are \(shape)", "use the data set that it was trained on")
    }
    guard shape.height % body.divisor == 0, shape.width % body.divisor == 0 else {
      throw refuse(
        "the network halves its images until height and width are divided by \(body.divisor), "
          + "which \(shape) does not allow", "use images whose sides are multiples of it")
    }
    for level in levels { _ = try body.scheduler.levels.nearest(to: level) }
  }

  /// What was taken for granted about the network, because its files do not say it.
  public var remarks: [String] {
    body.scheduler.remark.map { ["\(url.deletingLastPathComponent().path): \($0)"] } ?? []
  }

  /// Bytes that a network of these weights takes in memory; 0 if the file cannot be read.
  public static func memory(_ weights: NetworkWeights) -> Int {
    guard let files = try? weights.files(),
      let tensors = try? SafeTensors(contentsOf: files.weights)
    else { return 0 }
    return 4 * tensors.names.reduce(0) { $0 + (tensors[$1]?.shape.reduce(1, *) ?? 0) }
  }
}
