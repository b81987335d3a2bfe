import Foundation
import Framework

/// A trained network that predicts the noise in an image, or what else tells x_0, with its weights in
/// memory.
///
/// The architectures are those of ``NetworkArchitectures``. Computation is in Float, with the weights
/// packed once for the matrix products.
public struct TrainedNetwork: Sendable {
  let body: any NetworkBody
  private let network: any Network
  private let url: URL
  /// What was taken for granted in reading its files.
  private let sourceRemarks: [String]
  /// Bytes that its weights take in memory.
  let memory: Int

  /// Reads a network.
  ///
  /// - Throws: ``FormatError`` for a file that is damaged, a config that is not supported, and
  ///   tensors that are missing, too many, of a wrong shape or not finite: all that is wrong with
  ///   one file in one error.
  public init(_ weights: NetworkWeights) throws {
    try self.init(weights, engine: NetworkEngine())
  }

  init(_ weights: NetworkWeights, engine: NetworkEngine) throws {
    try self.init(NetworkSource(weights), engine: engine)
  }

  init(_ source: NetworkSource, engine: NetworkEngine = NetworkEngine()) throws {
    body = try Self.body(of: source, engine: engine)
    url = source.files.weights
    sourceRemarks = source.remarks
    memory = Self.memory(source.tensors)
    network = try Self.build(body, source, readsValues: true, engine: engine)
  }

  /// What the config says of the network, after its tensors were looked at by name and shape.
  static func body(
    of source: NetworkSource, engine: NetworkEngine = NetworkEngine()
  ) throws -> any NetworkBody {
    let config = try ConfigReader(source)
    let type = try NetworkArchitectures.find(
      config, source.tensors, file: source.files.config.path)
    let body = type.init(config)
    try config.check()
    _ = try build(body, source, readsValues: false, engine: engine)
    return body
  }

  private static func build(
    _ body: any NetworkBody, _ source: NetworkSource, readsValues: Bool, engine: NetworkEngine
  ) throws -> any Network {
    let reader = WeightReader(
      source.tensors, file: source.files.weights.path, readsValues: readsValues, engine: engine)
    let network = body.build(reader)
    try reader.check(type(of: body).architecture)
    return network
  }
}

// MARK: - Denoising

extension TrainedNetwork {
  /// x_0 as the network's answer tells it: (x − s e) / a for a network that predicts the noise e, other
  /// formulas for others.
  ///
  /// - Parameter label: the class that is asked for.
  /// - Throws: ``NetworkLevelError`` for a level beyond the network's, ``FormatError`` for a class that it
  ///   does not have.
  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, label: NetworkLabel = .none
  ) throws -> ImageBatch {
    try check(label)
    let question = try question(at: level)
    let answer = prediction(
      for: noisy, at: question.time, label: label, scaledBy: question.inputFactor,
      adding: question.inputTerm)
    return question.estimate(of: noisy, from: answer)
  }

  /// What the network is asked at a level.
  ///
  /// A level of a kind that is for any network, beyond this one's noisiest, is taken for the noisiest
  /// with the same noise s: x is scaled by s_t/s, and x_0 is what the network tells of that image.
  private func question(at level: NoiseLevel) throws -> NetworkQuestion {
    try body.convention.question(at: noisiest(below: level) ?? level)
  }

  /// The network's noisiest level, with the noise of a level beyond; nil for any other level.
  private func noisiest(below level: NoiseLevel) -> NoiseLevel? {
    guard level.isForAnyNetwork else { return nil }
    do {
      _ = try body.convention.question(at: level)
      return nil
    } catch {
      guard let beyond = error as? NetworkLevelError, level.sigma > beyond.largest else {
        return nil
      }
      return NoiseLevel(
        signal: level.noise / beyond.largest, noise: level.noise, step: level.step, t: level.t)
    }
  }

  /// The network's answer to `factor · images + term` at its own time: as many channels as the images have,
  /// since others are no part of x_0 (variances that some networks learn).
  func prediction(
    for images: ImageBatch, at time: Double, label: NetworkLabel = .none,
    scaledBy factor: Double = 1, adding term: Double = 0
  ) -> ImageBatch {
    var answer = images
    let size = images.shape.count
    for range in blocks(of: images.count, limit: imagesAtOnce(images.shape)) {
      let input = FeatureMap(
        images[range], scaledBy: Float(factor), adding: Float(term))
      let output = network.prediction(for: input, at: time, label: label)
      for (index, image) in range.enumerated() {
        answer.values.replaceSubrange(
          image * size..<(image + 1) * size, with: output.values(ofImage: index, count: size))
      }
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
  /// Whether the network can denoise images of `shape` and class `label` at `levels`.
  ///
  /// - Throws: ``FormatError`` or ``NetworkLevelError``.
  public func check(
    shape: ImageShape, levels: [NoiseLevel], label: NetworkLabel = .none
  ) throws {
    try check(shape: shape, levels: levels, labels: [label])
  }

  /// The same for several classes, or none where they are not known yet.
  package func check(
    shape: ImageShape, levels: [NoiseLevel], labels: [NetworkLabel]
  ) throws {
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
    for label in labels { try check(label) }
    for level in levels { _ = try question(at: level) }
  }

  /// Whether the network can be asked for a class.
  ///
  /// - Parameter key: what the class is called in a spec.
  /// - Throws: ``FormatError``.
  package func check(_ label: NetworkLabel, key: String = "class") throws {
    guard let (problem, advice) = body.classes.refusal(of: label, key: key) else { return }
    throw FormatError(file: url.path, problem: problem, advice: advice)
  }

  /// What was taken for granted about a class that the network takes.
  package func remarks(onClass label: NetworkLabel) -> [String] {
    named([body.classes.remark(on: label)].compactMap { $0 })
  }

  /// What was taken for granted about the network, because its files do not say it.
  public var remarks: [String] {
    named(sourceRemarks + [body.convention.remark].compactMap { $0 })
  }

  /// ``remarks``, and what was taken for granted about the class.
  public func remarks(on label: NetworkLabel) -> [String] { remarks + remarks(onClass: label) }

  /// ``remarks``, and at which levels it answers as at its noisiest.
  package func remarks(levels: [NoiseLevel]) -> [String] {
    remarks + named([remark(on: levels)].compactMap { $0 })
  }

  private func remark(on levels: [NoiseLevel]) -> String? {
    let beyond = levels.filter { noisiest(below: $0) != nil }
    guard let first = beyond.first, let own = noisiest(below: first) else { return nil }
    func text(_ value: Double) -> String { String(format: "%.4g", value) }
    return "at \(beyond.count) of \(levels.count) steps the noise-to-signal ratio (up to "
      + "\(text(beyond.map(\.sigma).max() ?? 0))) lies beyond the network's largest, "
      + "\(text(own.sigma)); it answers there, with the image scaled to that level's noise"
  }

  private func named(_ remarks: [String]) -> [String] { remarks.map { "\(url.path): \($0)" } }

  /// Bytes that a network of these weights takes in memory; 0 if the file cannot be read.
  public static func memory(_ weights: NetworkWeights) -> Int {
    (try? NetworkSource(weights)).map { memory($0.tensors) } ?? 0
  }

  static func memory(_ tensors: SafeTensors) -> Int {
    4 * tensors.names.reduce(0) { $0 + (tensors[$1]?.count ?? 0) }
  }
}
