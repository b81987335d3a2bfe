import Foundation
import Framework

/// The posterior mean under a mixture of Gaussians: the Wiener filters of its components, each weighted
/// by how likely it is to have made the noisy image.
///
/// x̂ = Σ_k π_k(x) (μ_k + aC_k V_k⁻¹ (x − aμ_k)), V_k = s² + a²C_k, π_k(x) ~ p_k N(x; aμ_k, V_k).
/// Components are the data's classes, or come from expectation-maximisation in the space of the
/// strongest principal components. One component is exactly `wiener`. Source: Wang & Vastola 2024.
public struct GaussianMixture: Denoiser {
  public static let name = "gaussian-mixture"
  public static let summary = "Posterior mean under a mixture of Gaussians: one a class, or found"
  public static let algorithmVersion = 1
  public static let citations = [Citation.wang2024]
  public static let complexity: String? = "O(K·m²)"

  public struct Parameters: ParameterSet {
    @Parameter(
      "Number of Gaussians, found in the data from the run's seed; or the data's classes.",
      in: 1...1000, candidates: .values([1, 2, 5, 10, 20, 50]))
    public var components = Either<Int, ByClass>.absent
    @Parameter("Share of the covariance of all images in that of each component.", in: 0...1)
    public var shrink = 0.0
    @Parameter("Covariances are divided by n - ddof: 1 (unbiased) or 0.", in: 0...1)
    public var ddof = 1
    @Parameter("Principal components in which Gaussians are found.", in: 1...4096)
    public var dimensions = 50
    @Parameter("Rounds of expectation-maximisation.", in: 0...10_000)
    public var rounds = 30
    public init() {}
  }

  /// The classes that the data set's labels name.
  public enum ByClass: AbsenceWord { public static let word = "classes" }

  private let components: [MixtureComponent]

  /// - Throws: ``SpecIssue`` if components should be classes, and the data have none.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    components = try MixtureFit(parameters, training).components()
  }

  static let noLabels = SpecIssue(
    "the images have no labels, so \"components\" cannot be \"classes\"; give their number")

  public static func check(_ parameters: Parameters, images: Int, haveLabels: Bool) throws {
    guard let count = parameters.components.value else {
      guard haveLabels else { throw noLabels }
      return
    }
    guard count <= images else {
      throw SpecIssue(
        "\"components\" is \(count), more than the \(images) images that they are found in; lower it"
      )
    }
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let answers = components.map { $0.answer(to: noisy, at: level) }
    var result = noisy
    let size = noisy.shape.count
    for image in 0..<noisy.count {
      let weights = Self.weights(answers.map { $0.logLikelihoods[image] })
      for index in image * size..<(image + 1) * size {
        result.values[index] = Float(
          zip(weights, answers).reduce(0) { $0 + $1.0 * $1.1.estimates.values[index] })
      }
    }
    return result
  }

  /// Σ_k π_k (G_k + (x̂_k − x̂) ∇L_k), with the filter's matrix G_k and the log-likelihood L_k.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    Sensitivity.closedForm(of: elements, noisy: noisy) { x in
      let one = ImageBatch(shape: noisy.shape, values: Array(x))
      let answers = components.map { $0.answer(to: one, at: level) }
      let weights = Self.weights(answers.map { $0.logLikelihoods[0] })
      var rows = [Double](repeating: 0, count: elements.count * x.count)
      for (k, component) in components.enumerated() where weights[k] > 0 {
        let filter = component.filterRows(elements, at: level)
        let slope = component.logLikelihoodGradient(at: one, level)
        for (row, element) in elements.enumerated() {
          let mean = zip(weights, answers).reduce(0) {
            $0 + $1.0 * $1.1.estimates.values[element]
          }
          let gap = answers[k].estimates.values[element] - mean
          for index in 0..<x.count {
            rows[row * x.count + index] +=
              weights[k] * (filter.values[row * x.count + index] + gap * slope[index])
          }
        }
      }
      return rows
    }
  }

  private static func weights(_ logits: [Double]) -> [Double] {
    let largest = logits.max() ?? 0
    let parts = logits.map { exp($0 - largest) }
    let total = parts.reduce(0, +)
    return parts.map { $0 / total }
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    let matrix = shape.count * shape.count * MemoryLayout<Double>.stride
    // Classes are not counted before the labels are read.
    let (found, components) = (parameters.components.value, parameters.components.value ?? 10)
    guard components > 1 else { return 0 }
    // Eigenvectors of each component, and what those of the last take; then weights of the images, and
    // their coefficients where the components are found.
    let numbers = 4 * components + (found == nil ? 0 : 3 * min(parameters.dimensions, shape.count))
    return (components - 1) * matrix + 19 * matrix / 4
      + count * numbers * MemoryLayout<Double>.stride
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.components.value == nil && parameters.shrink == 0 ? [] : .spectrum
  }
}
