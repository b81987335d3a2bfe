/// A denoiser whose answers are means of training images under softmax weights, and that can say how
/// these are spread.
public protocol SoftmaxDenoiser: Denoiser {
  /// How the weights at every noisy image of `noisy` are spread: one spread where whole images are
  /// weighted, one for each pixel, element or patch where each has weights of its own, always in the
  /// same order.
  ///
  /// Called from several threads at once; what is said of an image depends on that image, its sample
  /// index and the level only.
  func spreads(of noisy: ImageBatch, at level: NoiseLevel) throws -> [[PosteriorSpread]]
}
