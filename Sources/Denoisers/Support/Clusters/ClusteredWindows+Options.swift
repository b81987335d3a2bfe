import Framework

/// What the denoisers that compare with all places do with their `clusters` and `probe`.
extension ClusteredWindows {
  /// - Throws: ``SpecIssue`` for more clusters searched than there are, or searched where there are none.
  static func check(clusters: Int?, probe: Int) throws {
    guard let clusters else {
      guard probe == 1 else {
        throw SpecIssue(
          "\"probe\" chooses among clusters, and there are none; give \"clusters\", or leave it out"
        )
      }
      return
    }
    guard probe <= clusters else {
      throw SpecIssue(
        "\"probe\" is \(probe), more than the \(clusters) clusters; as many as these search all")
    }
  }

  /// Why processes that share the data cannot search clusters.
  static let areNotShared =
    "clusters are of all the data, which data shards cut; leave out \"clusters\""

  /// The clusters of the windows of each size; none where there is no number of them.
  static func bySize(
    _ sizes: [Int], clusters: Int?, of training: TrainingSet,
    axis: (_ size: Int, _ window: Int) -> [PlaceAxis]
  ) -> [Int: ClusteredWindows] {
    guard let clusters, !sizes.isEmpty else { return [:] }
    let packed = PackedImages(training.images)
    return Dictionary(
      uniqueKeysWithValues: Set(sizes).map { window in
        let windows = ClusteredWindows(
          of: training.images, packed, clusters: clusters, seed: training.seed
        ) { axis($0, window) }
        return (window, windows)
      })
  }

  /// Bytes of the images in one piece, and of the patches' numbers for each size of window.
  static func memory(
    _ sizes: [Int], clusters: Int?, shape: ImageShape, count: Int
  ) -> Int {
    guard clusters != nil else { return 0 }
    return count * (shape.count + Set(sizes).count * shape.area * MemoryLayout<UInt32>.stride)
  }
}
