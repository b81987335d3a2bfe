import Framework

/// Euclidean distance from the candidate to the nearest image of the run's training set: how novel
/// the candidate is. The reference plays no part, and no distance is a merit: noise is far from all
/// images, a copy is at 0.
public struct NearestDistance: ClippingMetric {
  public static let name = "nearest-distance"
  public static let summary = "Distance from the candidate to the nearest training image (novelty)"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.none

  let parameters: MetricParameters

  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    training.images.nearest(to: clipped(candidate), signal: 1).map {
      $0.squaredDistance.squareRoot()
    }
  }
}
