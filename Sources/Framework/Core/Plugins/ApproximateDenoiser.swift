/// A denoiser that may leave out part of its formula, and can measure how much.
///
/// What it costs depends on the noisy images, so it cannot be told before a run. It is measured beside
/// the answers, recorded with them and said under the tables.
public protocol ApproximateDenoiser: Denoiser {
  /// The share of the formula's softmax weights that the answer to each noisy image leaves out, 0 to 1,
  /// measured on a part of the image; empty where nothing is left out.
  ///
  /// Called from several threads at once; what is said of an image depends on that image, its sample
  /// index and the level only.
  func missedShares(of noisy: ImageBatch, at level: NoiseLevel) throws -> [Double]
}
