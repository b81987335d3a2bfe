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
  public static let algorithmVersion = 2
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

    var source: SpectrumSource { SpectrumSource(path: spectrum, range: spectrumRange) }
  }

  private let parameters: Parameters
  private let spectrum: Spectrum

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    spectrum =
      try parameters.source.spectrum(for: training) ?? training.spectrum(ddof: parameters.ddof)
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws { try parameters.source.check(shape) }

  public static func remarks(_ parameters: Parameters) throws -> [String] {
    try parameters.source.remarks()
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    spectrum.filter(noisy, signal: level.signal, gains: gains(at: level))
  }

  /// Rows of U diag(aλ / (s² + a²λ)) Uᵀ, the same at every noisy image.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let rows = spectrum.filterRows(elements, gains: gains(at: level))
    return Sensitivity.closedForm(of: elements, noisy: noisy) { _ in rows.values }
  }

  /// aλ / (s² + a²λ) of the components that are kept.
  private func gains(at level: NoiseLevel) -> [Double] {
    let kept = min(
      spectrum.rank(droppingEnergy: parameters.energyCutoff[level.step]),
      parameters.rank.value ?? spectrum.values.count)
    let (a, variance) = (level.signal, level.variance)
    return spectrum.values[..<kept].map { a * $0 / (variance + a * a * $0) }
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory { .spectrum }
}
