import Framework

/// The optimal denoiser averaged over slightly perturbed inputs: a closed form that blends training
/// images instead of repeating one.
///
/// x̂ = mean over M draws of `optimal`(x + σe), e ~ N(0, I). Source: Scarvelis et al. 2023
/// ("Closed-form diffusion models"), where M and σ are as here. With the shape `pca`, e ~ N(0, mΣ/tr Σ):
/// as long as white noise, in the directions in which the data vary.
public struct SmoothedOptimal: ShardedDenoiser {
  public static let name = "smoothed-optimal"
  public static let summary =
    "Mean of the optimal denoiser over Gaussian-perturbed inputs"
  public static let algorithmVersion = 2
  public static let citations = [Citation.scarvelis2023]
  public static let complexity: String? = "O(M·n·m)"

  public struct Parameters: ParameterSet {
    @Parameter("M: perturbed inputs for each noisy image.", in: 1...)
    public var copies = 10
    @Parameter("σ: standard deviation of the perturbation, in units of the data.", in: 0...)
    public var smoothing: PerStep<Double> = 0.1
    @Parameter(
      "White noise, or noise with the data's principal components and the same total variance.",
      identifiesAtDefault: false)
    public var shape = Shape.white
    @Parameter("T: divides the logits; above 1 blends more images.", in: .above(0))
    public var temperature = 1.0
    @Parameter("Only this many nearest images count (one release keeps 200).", in: 1...)
    public var neighbors = Limit.absent
    public init() {}
  }

  /// What the perturbations look like.
  public enum Shape: String, ChoiceParameter { case white, pca }

  /// Copies that are held at one time, about: whole passes over the data for small numbers of them.
  private static let copiesAtATime = 64

  private let parameters: Parameters
  private let images: ImageStore
  private let seed: Int
  /// Rows √(λm / Σλ) u, to which perturbations are summed up; nil where they are white.
  private let axes: Matrix<Double>?

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    self.parameters = parameters
    images = training.images
    seed = training.seed
    switch parameters.shape {
    case .white: axes = nil
    case .pca: axes = training.spectrum(ddof: 1).scaledToUnitVariance()
    }
  }

  public func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch {
    var result = noisy
    let size = noisy.shape.count
    // The copies of several images share the passes over the data.
    let together = max(1, Self.copiesAtATime / parameters.copies)
    let posterior = ImagePosterior(
      at: level, temperature: parameters.temperature, neighbors: parameters.neighbors.value)
    _ = try DataScan.each(of: blocks(from: 0, to: noisy.count, of: together)) { (part) throws in
      let copies = ImageBatch(
        shape: noisy.shape, values: part.flatMap { perturbed(noisy, $0, level) })
      let answers = try posterior.mean(of: images, given: copies, through: scan)
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

  /// - Throws: ``SpecIssue`` for the nearest images, which no part of the data knows.
  public static func dataPasses(_ parameters: Parameters) throws -> Int {
    guard parameters.neighbors.value == nil else {
      throw SpecIssue(ImagePosterior.sharesNoNeighbors)
    }
    return 1
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
        given: ImageBatch(shape: noisy.shape, values: perturbed(noisy, image, level))
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
  private func perturbed(_ noisy: ImageBatch, _ image: Int, _ level: NoiseLevel) -> [Float] {
    var random = CounterRandom(
      seed: UInt64(bitPattern: Int64(seed)), index: UInt64(noisy.sample(of: image)),
      purpose: .smoothing)
    let x = noisy[image]
    let sigma = parameters.smoothing[level.step]
    guard let axes else {
      return (0..<parameters.copies).flatMap { _ in
        x.map { Float(Double($0) + sigma * random.gaussian()) }
      }
    }
    let draws = Matrix(
      rows: parameters.copies, columns: axes.rows,
      values: (0..<parameters.copies * axes.rows).map { _ in sigma * random.gaussian() })
    let perturbations = draws.multiplied(by: axes)
    return (0..<parameters.copies).flatMap { copy in
      zip(x, perturbations.row(copy)).map { Float(Double($0) + $1) }
    }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    // Eigenvectors, scaled.
    parameters.shape == .pca ? shape.count * shape.count * MemoryLayout<Double>.stride : 0
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.shape == .pca ? .spectrum : []
  }
}

extension Spectrum {
  /// Rows √(λm / Σλ) u of the components that have variance: normal numbers times them have the total
  /// variance m. Data without variance have no rows.
  fileprivate func scaledToUnitVariance() -> Matrix<Double> {
    let size = mean.count
    let count = values.count { $0 > 0 }
    var rows = strongest(count)
    for (component, value) in values[..<count].enumerated() {
      let factor = (value * Double(size) / energy).squareRoot()
      for index in component * size..<(component + 1) * size { rows.values[index] *= factor }
    }
    return rows
  }
}
