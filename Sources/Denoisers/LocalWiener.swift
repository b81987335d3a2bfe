import Framework

/// Wiener filter of a neighbourhood of the noisy image.
///
/// The part 1/T of the evidence chooses the neighbourhood, by the weights w = softmax(−|x − aX_i|² /
/// 2s²T) with mean μ_w and covariance Σ_w; the rest, with noise variance v = s²T/(T − 1), is filtered
/// in it: x̂ = μ_w + aΣ_w (v + a²Σ_w)⁻¹ (x − aμ_w). T = 1 is `optimal`, T → ∞ is `wiener` with `ddof` 0,
/// and for Gaussian data all T agree. A linear denoiser whose sensitivity depends on the noisy image.
public struct LocalWiener: Denoiser {
  public static let name = "local-wiener"
  public static let summary =
    "Wiener filter of the images near the noisy one: between optimal and wiener"
  public static let algorithmVersion = 2
  public static let complexity: String? = "O(n·m + k·m·min(k, m))"

  public struct Parameters: ParameterSet {
    @Parameter(
      "Effective number of images in a neighbourhood, 1/Σw²; T is found for each noisy image.",
      in: 1..., candidates: .values([1, 50, 200, 500, 1000, 2000, 5000, 20000, 1e9]))
    public var images: PerStep<Double> = 1000.0
    @Parameter("T itself, in place of \"images\": 1 is `optimal`.", in: 1...)
    public var temperature = Either<Double, None>.absent
    @Parameter("Largest error from leaving out negligible images; 0 leaves out none.", in: 0...)
    public var tolerance = 1e-7
    public init() {}

    public static var alternatives: [[String]] { [["images", "temperature"]] }
  }

  private let parameters: Parameters
  private let images: ImageStore

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    images = training.images
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let distances = images.squaredDistances(from: noisy, signal: level.signal)
    let neighbourhoods = WorkPool.shared.map(noisy.count) {
      neighbourhood(distances[$0], at: level)
    }
    var result = noisy
    let size = noisy.shape.count
    // One after the other: each uses all threads for its products.
    for (query, neighbourhood) in neighbourhoods.enumerated() {
      let answer = try answer(to: Array(noisy[query]), neighbourhood, at: level)
      result.values.replaceSubrange(
        query * size..<(query + 1) * size, with: answer.lazy.map(Float.init))
    }
    return result
  }

  private func neighbourhood(_ distances: [Float], at level: NoiseLevel) -> Neighbourhood {
    if let temperature = parameters.temperature.value {
      return Neighbourhood(
        distances: distances, variance: level.variance, temperature: temperature)
    }
    return Neighbourhood(
      distances: distances, variance: level.variance, images: parameters.images[level.step])
  }

  /// The neighbourhood changes with the noisy image, and so does a temperature that is found for it.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    try Sensitivity.closedForm(of: elements, noisy: noisy) { x in
      let distances = images.squaredDistances(
        from: ImageBatch(shape: noisy.shape, values: Array(x)), signal: level.signal)[0]
      return try LocalGradients(
        images: images, neighbourhood: neighbourhood(distances, at: level), distances: distances,
        level: level
      ).gradients(of: elements, at: x)
    }
  }

  private func answer(
    to x: [Float], _ neighbourhood: Neighbourhood, at level: NoiseLevel
  ) throws -> [Double] {
    let (a, temperature) = (level.signal, neighbourhood.temperature)
    let (all, tolerance) = (neighbourhood.weights, parameters.tolerance)
    guard temperature > 1 else {
      // Numbers lie in [-1, 1], so the weight left out moves the mean by no more than twice itself.
      let kept = neighbourhood.images(leavingOut: tolerance / 2)
      return LocalMoments(images, kept, all).mean
    }
    let variance = level.variance * temperature / (temperature - 1)
    // What is left out is a covariance E with |E| ≤ τ·4m, which moves the answer by no more than
    // a·|E|·|x − aμ| / v; the mean moves by 2τ.
    let size = Double(x.count)
    let reach = x.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() + a * size.squareRoot()
    let share = min(tolerance / 4, tolerance * variance / (8 * a * size * reach))
    let kept = neighbourhood.images(leavingOut: share)
    return try LocalMoments(images, kept, all).filtered(x, signal: a, variance: variance)
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    // Of one query on each thread distances and weights, a block of the images that carry weight
    // twice, and a matrix of products with its factor.
    let side = min(count, shape.count)
    let numbers = count * 12 + min(count, 4096) * shape.count + 2 * side * side
    return WorkPool.shared.threads * numbers * MemoryLayout<Double>.stride
  }
}
