/// Images of which each stands for several: a part of a data set, or a sample of one.
public struct ImageStratum: Sendable {
  public let images: ImageStore
  /// How often each image counts.
  public let weight: Double

  /// - Precondition: there is at least one image, and `weight` is above 0.
  public init(images: ImageStore, weight: Double = 1) {
    precondition(images.count > 0 && weight > 0, "a stratum has images that count")
    self.images = images
    self.weight = weight
  }
}
