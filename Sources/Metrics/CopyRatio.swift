import Framework

/// Distance from the candidate to the nearest image of the run's training set, over that to the second
/// nearest; equal images of the set count as one.
///
/// Below 1/3 a candidate counts as a copy (Yoon et al. 2023). The reference plays no part. Undefined
/// where the training images are all the same one.
public struct CopyRatio: ClippingMetric {
  public static let name = "copy-ratio"
  public static let summary =
    "Distance to the nearest training image over that to the second nearest; below 1/3 is a copy"
  public static let algorithmVersion = 1
  public static let citations = [Citation.yoon2023]
  public static let direction = MetricDirection.none
  public static let undefinedWhen = "there is only one training image, or all are equal"

  let parameters: MetricParameters

  public func values(
    _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
  ) -> [Double] {
    let images = training.images
    return images.squaredDistances(from: clipped(candidate), signal: 1).map { distances in
      let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      let image = images.image(nearest)
      // The least distance to another image: few are near enough to be looked at.
      var second = Float.infinity
      for (index, distance) in distances.enumerated()
      where distance < second && images.image(index) != image { second = distance }
      guard second.isFinite else { return .nan }
      return (Double(distances[nearest]) / Double(second)).squareRoot()
    }
  }
}
