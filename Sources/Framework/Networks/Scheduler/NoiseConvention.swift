import Framework

/// How a network was trained on noisy images: what it is asked at a noise level of a run, and what x_0
/// follows from its answer.
protocol NoiseConvention: Sendable {
  /// - Throws: ``NetworkLevelError`` for a level that the network was not trained for.
  func question(at level: NoiseLevel) throws -> NetworkQuestion

  /// For people: "1000, linear betas 0.0001 to 0.02".
  var levelsText: String { get }
  /// What the network predicts, for people; by diffusers' name where there is one.
  var predictionText: String { get }
  /// What was taken for granted, if anything was.
  var remark: String? { get }
}

extension NoiseConvention {
  var remark: String? { nil }
}

/// What a network is asked for an image x = a x_0 + s e.
struct NetworkQuestion: Sendable {
  /// How x_0 follows from x and the network's answer y.
  enum Reading: Sendable {
    /// y is the noise: x_0 = (x − s y) / a.
    case noise(NoiseLevel)
    /// y is x_0.
    case sample
    /// x_0 = image · x + answer · y.
    case combination(image: Double, answer: Double)
  }

  /// What the network takes as its time.
  let time: Double
  /// The network sees x times this, plus ``inputTerm``.
  let inputFactor: Double
  var inputTerm = 0.0
  let reading: Reading

  /// x_0 by the reading.
  func estimate(of noisy: ImageBatch, from answer: ImageBatch) -> ImageBatch {
    switch reading {
    case .noise(let level): ImageBatch((noisy - level.noise * answer) / level.signal)
    case .sample: answer
    case .combination(let image, let factor): ImageBatch(image * noisy + factor * answer)
    }
  }
}
