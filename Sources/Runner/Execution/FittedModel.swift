import Framework

/// A fitted denoiser, or one for each class of samples.
enum FittedModel: Sendable {
  case one(any Denoiser)
  case byClass([Int: any Denoiser])

  /// What answers for images of one class.
  private func denoiser(for number: Int?) throws -> any Denoiser {
    switch self {
    case .one(let denoiser): return denoiser
    case .byClass(let denoisers):
      guard let denoiser = number.flatMap({ denoisers[$0] }) else {
        throw RunError("no denoiser was fitted for the class \(number.map(String.init) ?? "none")")
      }
      return denoiser
    }
  }

  /// The batch cut into parts with one denoiser each, in their order.
  private func parts(
    of noisy: ImageBatch
  ) throws -> [(denoiser: any Denoiser, images: ImageBatch)] {
    if case .one(let denoiser) = self { return [(denoiser, noisy)] }
    return try noisy.partsOfOneClass.map { (try denoiser(for: $0.class), $0.images) }
  }

  var answersWithCleanImages: Bool {
    if case .one(let denoiser) = self { type(of: denoiser).answersWithCleanImages } else { false }
  }

  /// - Parameter scan: who goes over the data, where the denoiser can share them.
  /// - Throws: what the denoiser throws; ``ScanPause`` where parts of other processes are missing.
  func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan = .whole
  ) throws -> ImageBatch {
    func ask(_ denoiser: any Denoiser, _ noisy: ImageBatch) throws -> ImageBatch {
      guard let denoiser = denoiser as? any ShardedDenoiser else {
        return try denoiser.denoise(noisy, at: level)
      }
      return try denoiser.denoise(noisy, at: level, through: scan)
    }
    let parts = try parts(of: noisy)
    guard parts.count > 1 else { return try ask(parts[0].denoiser, noisy) }
    let values = try DataScan.each(of: parts) { (part) throws -> [Float] in
      let answer = try ask(part.denoiser, part.images)
      guard answer.shape == noisy.shape, answer.count == part.images.count else {
        throw RunError(
          "the denoiser answered \(answer.count) images of \(answer.shape) to "
            + "\(part.images.count) of \(noisy.shape)")
      }
      return answer.values
    }
    return ImageBatch(
      shape: noisy.shape, values: values.flatMap { $0 }, firstSample: noisy.firstSample)
  }

  func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let parts = try parts(of: noisy)
    return Sensitivity(
      joining: try parts.map {
        try $0.denoiser.sensitivity(of: elements, noisy: $0.images, at: level)
      })
  }

  /// What each answer leaves out, see ``ApproximateDenoiser``; NaN where a class's denoiser leaves out
  /// nothing, empty if none does.
  func missedShares(of noisy: ImageBatch, at level: NoiseLevel) throws -> [Double] {
    let shares = try parts(of: noisy).map { part in
      (
        count: part.images.count,
        known: try (part.denoiser as? any ApproximateDenoiser)?
          .missedShares(of: part.images, at: level) ?? []
      )
    }
    guard shares.contains(where: { !$0.known.isEmpty }) else { return [] }
    return shares.flatMap {
      $0.known.isEmpty ? [Double](repeating: .nan, count: $0.count) : $0.known
    }
  }

  /// - Throws: what the denoiser throws, or ``RunError`` for one without weights.
  func spreads(of noisy: ImageBatch, at level: NoiseLevel) throws -> [[PosteriorSpread]] {
    try parts(of: noisy).flatMap { part -> [[PosteriorSpread]] in
      guard let denoiser = part.denoiser as? any SoftmaxDenoiser else {
        throw RunError("the denoiser has no weights of training images")
      }
      return try denoiser.spreads(of: part.images, at: level)
    }
  }
}
