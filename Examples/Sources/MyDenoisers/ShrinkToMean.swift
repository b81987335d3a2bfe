import Framework

/// The Wiener filter of a data set whose pixels are independent: only the diagonal of the
/// covariance is used.
///
/// x̂ = μ + g (x / a − μ) with g = a² v / (a² v + s²) and v the pixel's variance.
public struct ShrinkToMean: Denoiser {
  public static let name = "shrink-to-mean"
  public static let summary = "Shrinks every pixel towards its mean, by its own variance"

  public struct Parameters: ParameterSet {
    @Parameter("Multiplies the variances: below 1 trusts the mean more.", in: .above(0))
    public var varianceScale = 1.0
    public init() {}
  }

  private let mean: [Double]
  private let variance: [Double]

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    let moments = training.moments(ddof: 1)
    mean = moments.mean
    variance = moments.mean.indices.map { parameters.varianceScale * moments.covariance[$0, $0] }
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let (a, s) = (level.signal, level.noise)
    let gain = variance.map { a * a * $0 / (a * a * $0 + s * s) }
    var estimate = noisy
    for index in noisy.values.indices {
      let pixel = index % mean.count
      let rescaled = Double(noisy.values[index]) / a
      estimate.values[index] = Float(mean[pixel] + gain[pixel] * (rescaled - mean[pixel]))
    }
    return estimate
  }
}
