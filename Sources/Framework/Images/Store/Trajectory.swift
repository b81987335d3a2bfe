/// What a reverse process passed through: for every step the noisy image and the estimate of x_0.
public struct Trajectory: Sendable {
  public var noisy: [ImageBatch]
  public var estimates: [ImageBatch]

  public init(noisy: [ImageBatch] = [], estimates: [ImageBatch] = []) {
    self.noisy = noisy
    self.estimates = estimates
  }

  public mutating func record(_ noisy: ImageBatch, _ estimate: ImageBatch) {
    self.noisy.append(noisy)
    estimates.append(estimate)
  }
}
