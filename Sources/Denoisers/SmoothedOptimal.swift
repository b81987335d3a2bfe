import Framework

/// The optimal denoiser averaged over slightly perturbed inputs: a closed form that blends training
/// images instead of repeating one.
///
/// x̂ = mean over M draws of `optimal`(x + σe), e ~ N(0, I). Source: Scarvelis et al. 2023
/// ("Closed-form diffusion models"), where M and σ are as here.
public struct SmoothedOptimal: Denoiser {
  public static let name = "smoothed-optimal"
  public static let summary =
    "Mean of the optimal denoiser over Gaussian-perturbed inputs"
  public static let algorithmVersion = 1
  public static let citations = [Citation.scarvelis2023]
  public static let complexity: String? = "O(M·n·m)"

  public struct Parameters: ParameterSet {
    @Parameter("M: perturbed inputs for each noisy image.", in: 1...)
    public var copies = 10
    @Parameter("σ: standard deviation of the perturbation, in units of the data.", in: 0...)
    public var smoothing = 0.1
    @Parameter("T: divides the logits; above 1 blends more images.", in: .above(0))
    public var temperature = 1.0
    @Parameter("Only this many nearest images count (one release keeps 200).", in: 1...)
    public var neighbors = Limit.absent
    public init() {}
  }

  /// Copies that are held at one time, about: whole passes over the data for small numbers of them.
  private static let copiesAtATime = 64

  private let parameters: Parameters
  private let images: ImageStore
  private let seed: Int

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    images = training.images
    seed = training.seed
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    var result = noisy
    let size = noisy.shape.count
    // The copies of several images share the passes over the data.
    let together = max(1, Self.copiesAtATime / parameters.copies)
    let posterior = ImagePosterior(
      at: level, temperature: parameters.temperature, neighbors: parameters.neighbors.value)
    for part in blocks(from: 0, to: noisy.count, of: together) {
      let copies = ImageBatch(
        shape: noisy.shape, values: part.flatMap { perturbed(noisy, $0) })
      let answers = posterior.mean(of: images, given: copies)
      for index in 0..<part.count * size {
        let (image, pixel) = index.quotientAndRemainder(dividingBy: size)
        let sum = (0..<parameters.copies).reduce(0.0) {
          $0 + Double(answers.values[(image * parameters.copies + $1) * size + pixel])
        }
        result.values[part.lowerBound * size + index] = Float(sum / Double(parameters.copies))
      }
    }
    return result
  }

  /// The mean of `optimal`'s gradients over the perturbed inputs.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let gradients = PosteriorGradients(
      at: level, temperature: parameters.temperature, neighbors: parameters.neighbors.value
    ) { [shape = images.shape] in PosteriorPatch.whole(shape, answering: $0) }
    var values: [Float] = []
    for image in 0..<noisy.count {
      let copies = gradients.sensitivity(
        of: elements, over: images,
        given: ImageBatch(shape: noisy.shape, values: perturbed(noisy, image))
      ).gradients.values
      let size = elements.count * noisy.shape.count
      values += (0..<size).map { index in
        let sum = stride(from: index, to: copies.count, by: size)
          .reduce(0.0) { $0 + Double(copies[$1]) }
        return Float(sum / Double(parameters.copies))
      }
    }
    return Sensitivity(
      closedForm: ImageBatch(shape: noisy.shape, values: values), elementCount: elements.count)
  }

  /// The copies x + σe of one image. A sample's perturbations are the same at every level and in
  /// every batch.
  private func perturbed(_ noisy: ImageBatch, _ image: Int) -> [Float] {
    var random = CounterRandom(
      seed: UInt64(bitPattern: Int64(seed)), index: UInt64(noisy.sample(of: image)),
      purpose: .smoothing)
    let x = noisy[image]
    return (0..<parameters.copies).flatMap { _ in
      x.map { Float(Double($0) + parameters.smoothing * random.gaussian()) }
    }
  }
}
