import Framework

/// Optimal linear denoiser (Wiener filter) of the data's mean and covariance U λ Uᵀ.
///
/// x̂ = μ + U diag(aλ / (s² + a²λ)) Uᵀ (x − aμ).  Sources: Lukoianov et al. 2025, Sec. 3; Niedoba
/// et al. 2024 ("Gaussian", ddof 0). The low-rank variants set the weakest λ to zero. Mean, U and λ
/// may come from elsewhere (``PublishedSpectrum``); λ is 0 outside of its components.
public struct Wiener: Denoiser {
  public static let name = "wiener"
  public static let summary =
    "Optimal linear denoiser of the data's mean and covariance; low-rank variants"
  public static let algorithmVersion = 1
  public static let citations = [Citation.lukoianov2025, .niedoba2025]
  public static let complexity: String? = "O(m²)"

  public struct Parameters: ParameterSet {
    @Parameter("Fraction of the total variance removed, weakest components first.", in: 0..<1)
    public var energyCutoff: PerStep<Double> = 0.0
    @Parameter("Only this many strongest components are kept.", in: 0...)
    public var rank = Limit.absent
    @Parameter("The covariance is divided by n - ddof: 1 (Lukoianov) or 0 (Niedoba).", in: 0...1)
    public var ddof = 1
    @Parameter(
      "A published mean, axes and eigenvalues in place of the data's own: .npz, .safetensors, .pt, "
        + "or a folder of .pt or .npy.", identifiesAtDefault: false)
    public var spectrum = Either<FilePath, Default>.absent
    @Parameter("What of the published spectrum's data becomes [-1, 1].", identifiesAtDefault: false)
    public var spectrumRange = ValueRange(-1, 1)
    public init() {}

    /// Whether every component of the data takes part at every level.
    var keepsAll: Bool {
      rank.value == nil && energyCutoff.values.allSatisfy { $0 == 0 } && spectrum.value == nil
    }

    var source: SpectrumSource { SpectrumSource(path: spectrum, range: spectrumRange) }
  }

  /// Dimension up to which a full-rank filter factors one matrix for each level rather than
  /// diagonalise the covariance: m³/3 a level against about 9 m³ once, for m² Doubles a level.
  static let largestFactored = 4096

  private enum Filter: Sendable {
    case factored(WienerFactors)
    case diagonal(Spectrum)
  }

  private let parameters: Parameters
  private let filter: Filter

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    filter =
      parameters.keepsAll && training.shape.count <= Self.largestFactored
      ? .factored(WienerFactors(training.moments(ddof: parameters.ddof)))
      : .diagonal(
        try parameters.source.spectrum(for: training) ?? training.spectrum(ddof: parameters.ddof))
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws { try parameters.source.check(shape) }

  public static func remarks(_ parameters: Parameters) throws -> [String] {
    try parameters.source.remarks()
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    switch filter {
    case .factored(let factors): return try factors.denoise(noisy, at: level)
    case .diagonal(let spectrum):
      return spectrum.filter(noisy, signal: level.signal, gains: gains(spectrum, at: level))
    }
  }

  /// Rows of U diag(aλ / (s² + a²λ)) Uᵀ, the same at every noisy image.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let rows =
      switch filter {
      case .factored(let factors): try factors.rows(elements, at: level)
      case .diagonal(let spectrum):
        spectrum.filterRows(elements, gains: gains(spectrum, at: level))
      }
    return Sensitivity.closedForm(of: elements, noisy: noisy) { _ in rows.values }
  }

  /// aλ / (s² + a²λ) of the components that are kept.
  private func gains(_ spectrum: Spectrum, at level: NoiseLevel) -> [Double] {
    let kept = min(
      spectrum.rank(droppingEnergy: parameters.energyCutoff[level.step]),
      parameters.rank.value ?? spectrum.values.count)
    let (a, variance) = (level.signal, level.variance)
    return spectrum.values[..<kept].map { a * $0 / (variance + a * a * $0) }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    let matrix = shape.count * shape.count * MemoryLayout<Double>.stride
    // The covariance, and either a factor for each level or the eigenvectors.
    return parameters.keepsAll && shape.count <= largestFactored
      ? matrix * (1 + steps) : matrix * 2
  }
}
