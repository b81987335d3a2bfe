/// An estimate of E[x_0 | x_t]: analytic, a trained network, a recording or another process.
///
/// A denoiser is fitted in its initialiser, so that 'not fitted yet' cannot be written. It knows a
/// batch and a noise level, never the schedule, the metric or the reference of the run.
public protocol Denoiser: Plugin {
  /// Fits the denoiser to `training`.
  ///
  /// - Throws: any error with a description; it becomes the row of a failed unit.
  init(_ parameters: Parameters, fittedTo training: TrainingSet) throws

  /// Estimates x_0 for every image of `noisy` [n, c, h, w] at `level`, in the data's range [-1, 1].
  ///
  /// Called from several threads at once. The estimate of an image depends on that image, its sample
  /// index and the level only, not on the rest of the batch.
  func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch

  /// The gradients of elements of the estimate with respect to the noisy image.
  ///
  /// Unless a denoiser has a closed form these are central differences of ``denoise(_:at:)``: about
  /// 2m evaluations an image of m elements, whatever the number of chosen elements. Called from
  /// several threads at once; the gradients at an image depend on that image, its sample index and
  /// the level only.
  ///
  /// - Parameter elements: places in the estimate, [c, h, w]; at least one.
  /// - Throws: as ``denoise(_:at:)``; ``SensitivityError`` where there is no gradient.
  func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity

  /// Unit-variance noise [samples, c, h, w] that runs with this denoiser as reference start from,
  /// unless the spec gives other noise: a recording's own. Nil for nearly everything.
  static func ownNoise(_ parameters: Parameters) throws -> ImageBatch?

  /// Whether the denoiser is a yardstick that is handed the images before the noise in place of the
  /// noisy ones, and so has answers only where held-out images are noised (`"source": "forward"`).
  static var answersWithCleanImages: Bool { get }

  /// What a program or service that the denoiser asks calls its own version, as part of what its
  /// numbers depend on; nil for a denoiser that asks none. Called while a run is planned.
  ///
  /// - Throws: any error with a description; it stops the run before any work is done.
  static func reportedVersion(_ parameters: Parameters) throws -> String?

  /// Whether parameters, and the files and versions that they name, say all that the numbers depend on.
  /// Units of a denoiser for which they may not are found again in their own results folder only.
  static func isFullyKnown(_ parameters: Parameters) -> Bool

  /// Whether the denoiser can work on images of `shape` at `levels`, as far as that can be told
  /// before it is fitted; called while a run is planned.
  ///
  /// - Throws: any error with a description; it stops the run before any work is done.
  static func check(_ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]) throws

  /// What a user should know of the denoiser although nothing is wrong, such as what was taken for
  /// granted: one sentence each, shown by `locus plan` and `locus run`.
  ///
  /// - Throws: as ``check(_:shape:levels:)``.
  static func remarks(_ parameters: Parameters) throws -> [String]

  /// The same for the levels of a run; by default ``remarks(_:)``.
  static func remarks(_ parameters: Parameters, levels: [NoiseLevel]) throws -> [String]

  /// Whether the denoiser can be fitted to so many images, as far as that can be told before; called
  /// while a run is planned.
  ///
  /// - Throws: any error with a description; it stops the run before any work is done.
  static func check(_ parameters: Parameters, images: Int, haveLabels: Bool) throws

  /// What the denoiser can do with the class of each sample.
  ///
  /// - Throws: as ``check(_:shape:levels:)``.
  static func classUse(_ parameters: Parameters) throws -> ClassUse

  /// Whether the denoiser can answer for samples of these classes; called while a run is planned.
  ///
  /// - Parameter classes: one for each sample; nil in a run without classes.
  /// - Throws: any error with a description; it stops the run before any work is done.
  static func check(_ parameters: Parameters, classes: [Int]?) throws

  /// What a user should know of how the denoiser takes these classes; as ``remarks(_:)``.
  static func remarks(_ parameters: Parameters, classes: [Int]?) throws -> [String]

  /// The classes of the samples that ``ownNoise(_:)`` belongs to, where a recording holds them.
  static func ownClasses(_ parameters: Parameters) throws -> [Int]?

  /// The cost of an estimate of one image at one level, for tables of runtime: `O(n·m)` for n training
  /// images of m numbers; nil where it does not follow from these.
  static var complexity: String? { get }

  /// Bytes that a denoiser takes at most, answering included, beside the data and what it shares; for
  /// `locus plan`, which adds them up.
  ///
  /// - Parameters:
  ///   - shape: the images' shape.
  ///   - count: number of training images.
  ///   - steps: noise levels of the run.
  static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int

  /// What it holds together with others that are fitted to the same images.
  static func sharedMemory(_ parameters: Parameters) -> SharedMemory
}

extension Denoiser {
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    try differencedSensitivity(of: elements, noisy: noisy, at: level)
  }

  /// The gradients by central differences, whether or not there is a closed form.
  public func differencedSensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    try CentralDifferences(denoiser: self, elements: elements, level: level).sensitivity(at: noisy)
  }

  public static func ownNoise(_ parameters: Parameters) throws -> ImageBatch? { nil }
  public static var answersWithCleanImages: Bool { false }
  public static func reportedVersion(_ parameters: Parameters) throws -> String? { nil }
  public static func isFullyKnown(_ parameters: Parameters) -> Bool { true }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {}

  public static func remarks(_ parameters: Parameters) throws -> [String] { [] }
  public static func remarks(
    _ parameters: Parameters, levels: [NoiseLevel]
  ) throws -> [String] { try remarks(parameters) }
  public static func check(_ parameters: Parameters, images: Int, haveLabels: Bool) throws {}
  public static func classUse(_ parameters: Parameters) throws -> ClassUse { .fitted }
  public static func check(_ parameters: Parameters, classes: [Int]?) throws {}
  public static func remarks(_ parameters: Parameters, classes: [Int]?) throws -> [String] { [] }
  public static func ownClasses(_ parameters: Parameters) throws -> [Int]? { nil }
  public static var complexity: String? { nil }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int { 0 }
  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory { [] }
}
