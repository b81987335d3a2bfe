import Foundation
import Framework

/// One denoiser at high noise, another at low noise.
///
/// The first entry whose bound `above` lies at or below the noise-to-signal ratio s/a answers. With a
/// width b the change is gradual in ln(s/a): entry j has the weight p_j Π_{i<j} (1 − p_i), where
/// p_j = 1 / (1 + (above_j a / s)^(1/b)). Sources: Wang & Vastola 2024 (a Gaussian at high noise);
/// Bertrand et al. 2025 (the time of the change).
public struct Switch: Denoiser {
  public static let name = "switch"
  public static let summary = "One denoiser above a noise-to-signal ratio, others below"
  public static let algorithmVersion = 1
  public static let citations = [Citation.wang2024, .bertrand2025]

  public struct Parameters: ParameterSet {
    @Parameter(
      "Denoisers, each but the last with the noise-to-signal ratio \"above\" which it answers.")
    public var entries: SwitchEntries
    @Parameter("Width of the change in ln(s/a); 0 changes at once.", in: 0...)
    public var blend = 0.0
    public init() {}
  }

  /// Entries of less weight are not asked; what is left out is no more than this share of an answer.
  private static let leastWeight = 1e-7

  private let parameters: Parameters
  private let denoisers: [any Denoiser]

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    denoisers = try parameters.entries.entries.map { try $0.denoiser.request.make.fit(training) }
  }

  /// Entries that answer at a level, and their weights, which add up to 1.
  static func weights(
    _ parameters: Parameters, at level: NoiseLevel
  ) -> [(entry: Int, weight: Double)] {
    var rest = 1.0
    var found: [(entry: Int, weight: Double)] = []
    for (index, entry) in parameters.entries.entries.enumerated() {
      guard let bound = entry.above else {
        found.append((index, rest))
        break
      }
      let share =
        parameters.blend == 0
        ? (level.sigma >= bound ? 1 : 0)
        : 1 / (1 + exp((log(bound) - log(level.sigma)) / parameters.blend))
      found.append((index, rest * share))
      rest *= 1 - share
    }
    let kept = found.filter { $0.weight > leastWeight }
    let total = kept.reduce(0) { $0 + $1.weight }
    return kept.map { ($0.entry, $0.weight / total) }
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let answers = try Self.weights(parameters, at: level).map { entry, weight in
      (answer: try denoisers[entry].denoise(noisy, at: level), weight: weight)
    }
    guard answers.count > 1 else { return answers[0].answer }
    var result = noisy
    for index in result.values.indices {
      result.values[index] = Float(
        answers.reduce(0) { $0 + $1.weight * Double($1.answer.values[index]) })
    }
    return result
  }

  /// The entry's own where one answers alone; differences where several are mixed.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let active = Self.weights(parameters, at: level)
    guard active.count == 1 else {
      return try differencedSensitivity(of: elements, noisy: noisy, at: level)
    }
    return try denoisers[active[0].entry].sensitivity(of: elements, noisy: noisy, at: level)
  }

  // MARK: Planning

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    for (index, entry) in parameters.entries.entries.enumerated() {
      try entry.denoiser.request.make.check(shape, asked(index, parameters, levels))
    }
  }

  public static func check(_ parameters: Parameters, images: Int, haveLabels: Bool) throws {
    for entry in parameters.entries.entries {
      try entry.denoiser.request.make.checkImages(images, haveLabels)
    }
  }

  public static func classUse(_ parameters: Parameters) throws -> ClassUse {
    try parameters.entries.entries.reduce([]) {
      $0.union(try $1.denoiser.request.make.classUse())
    }
  }

  public static func check(_ parameters: Parameters, classes: [Int]?) throws {
    for entry in parameters.entries.entries {
      try entry.denoiser.request.make.checkClasses(classes)
    }
  }

  public static func remarks(_ parameters: Parameters, classes: [Int]?) throws -> [String] {
    try parameters.entries.entries.flatMap {
      try $0.denoiser.request.make.remarksOnClasses(classes)
    }
  }

  /// The levels at which an entry answers.
  private static func asked(
    _ entry: Int, _ parameters: Parameters, _ levels: [NoiseLevel]
  ) -> [NoiseLevel] {
    levels.filter { level in weights(parameters, at: level).contains { $0.entry == entry } }
  }

  public static func remarks(
    _ parameters: Parameters, levels: [NoiseLevel]
  ) throws -> [String] {
    try parameters.entries.entries.enumerated().flatMap { index, entry in
      try entry.denoiser.request.make.remarks(asked(index, parameters, levels))
    }
  }

  public static func isFullyKnown(_ parameters: Parameters) -> Bool {
    parameters.entries.entries.allSatisfy { $0.denoiser.request.make.isFullyKnown() }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    parameters.entries.entries.reduce(0) {
      $0 + $1.denoiser.request.make.memory(shape, count, steps)
    }
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.entries.entries.reduce([]) {
      $0.union($1.denoiser.request.make.sharedMemory())
    }
  }
}

extension Switch: ApproximateDenoiser {
  /// What the entries that answer leave out, in the mean by their weights.
  public func missedShares(of noisy: ImageBatch, at level: NoiseLevel) throws -> [Double] {
    var result: [Double] = []
    for (entry, weight) in Self.weights(parameters, at: level) {
      guard let model = denoisers[entry] as? any ApproximateDenoiser else { continue }
      for (image, share) in try model.missedShares(of: noisy, at: level).enumerated() {
        if image == result.count { result.append(0) }
        result[image] += weight * share
      }
    }
    return result
  }
}
