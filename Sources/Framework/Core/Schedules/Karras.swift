import Foundation

/// The noise levels of EDM; signal is 1 throughout.
///
/// σ_i = (σ_max^{1/ρ} + i/(n − 1) · (σ_min^{1/ρ} − σ_max^{1/ρ}))^ρ, and the last step goes to 0.
/// Source: Karras et al. 2022, Eq. 5.
public struct Karras: Schedule {
  public static let name = "karras"
  public static let summary = "Noise levels of EDM (Karras et al. 2022), sampled with Euler or Heun"
  public static let algorithmVersion = 1
  public static let citations = [Citation.karras2022]

  public struct Parameters: ParameterSet {
    @Parameter("Number of noise levels.", in: 1...100_000)
    public var steps = 18
    @Parameter("Lowest sigma.", in: .above(0))
    public var sigmaMin = 0.002
    @Parameter(
      "Highest sigma; the run starts from this multiple of unit noise.", in: .above(0))
    public var sigmaMax = 80.0
    @Parameter("Exponent that spends more steps at low noise.", in: .above(0))
    public var rho = 7.0
    @Parameter(
      "\"euler\" (Niedoba et al.'s release), \"heun\" (their paper); \"ddim\" is \"euler\" here.")
    public var sampler = SamplerName.euler
    @Parameter(
      "How much noise is added on the way, S_churn of Karras et al.'s Alg. 2 (40 in their paper); 0: none.",
      in: 0..., identifiesAtDefault: false)
    public var sChurn = 0.0
    @Parameter("Noise is added at this sigma and above.", in: 0..., identifiesAtDefault: false)
    public var sMin = 0.0
    @Parameter("Noise is added at this sigma and below.", in: 0..., identifiesAtDefault: false)
    public var sMax = Either<Double, All>.absent
    @Parameter(
      "Standard deviation of the noise that is added.", in: 0..., identifiesAtDefault: false)
    public var sNoise = 1.0
    public init() {}
  }

  public let levels: [NoiseLevel]
  public let sampler: any Sampler

  public init(_ parameters: Parameters) throws {
    guard parameters.sigmaMin < parameters.sigmaMax else {
      throw SpecIssue(
        "sigma_min (\(parameters.sigmaMin)) must lie below sigma_max (\(parameters.sigmaMax))")
    }
    let low = pow(parameters.sigmaMin, 1 / parameters.rho)
    let high = pow(parameters.sigmaMax, 1 / parameters.rho)
    levels = (0..<parameters.steps).map { i in
      let fraction = parameters.steps == 1 ? 0 : Double(i) / Double(parameters.steps - 1)
      let sigma = pow(high + fraction * (low - high), parameters.rho)
      return NoiseLevel(signal: 1, noise: sigma, step: i, t: sigma)
    }
    sampler = try Churn.adding(parameters, to: parameters.sampler)
  }
}
