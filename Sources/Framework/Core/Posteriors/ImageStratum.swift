import Foundation

/// Images of which each stands for several: a part of a data set, or a sample of one.
public struct ImageStratum: Sendable {
  public let images: ImageStore
  /// How often each image counts.
  public let weight: Double

  /// - Precondition: there is at least one image, and `weight` is above 0.
  public init(images: ImageStore, weight: Double) {
    precondition(images.count > 0 && weight > 0, "a stratum has images that count")
    self.images = images
    self.weight = weight
  }

  /// ``ImageStore/posteriorMean(of:signal:variance:neighbors:)`` over all strata together.
  ///
  /// - Parameter neighbors: only this many nearest images of each stratum count; nil for all.
  public static func posteriorMean(
    over strata: [ImageStratum], of queries: ImageBatch, signal: Double, variance: Double,
    neighbors: Int? = nil
  ) -> ImageBatch {
    let parts = strata.map {
      $0.images.posterior(
        of: queries, signal: signal, variance: variance, neighbors: neighbors)
    }
    let means = parts.map(\.mean)
    guard strata.count > 1 else { return means[0] }
    let masses = zip(strata, parts).map { stratum, part in
      part.logMasses.map { $0 + log(stratum.weight) }
    }
    var result = means[0]
    let size = queries.shape.count
    for query in 0..<queries.count {
      let largest = masses.map { $0[query] }.max() ?? 0
      let shares = masses.map { exp($0[query] - largest) }
      let total = shares.reduce(0, +)
      for index in query * size..<(query + 1) * size {
        let sum = zip(shares, means).reduce(0.0) { $0 + $1.0 * Double($1.1.values[index]) }
        result.values[index] = Float(sum / total)
      }
    }
    return result
  }
}
