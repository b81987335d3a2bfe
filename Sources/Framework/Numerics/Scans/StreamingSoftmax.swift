import Foundation

/// A softmax of −d/2v over distances d that come in block by block: the smallest distance so far and
/// the sum of the weights relative to it, whatever the number of blocks.
///
/// ```swift
/// let (weights, rescale) = softmax.add(distances)
/// sum = rescale * sum + Σ weights[i] * images[i]   // and at the end sum / softmax.total
/// ```
public struct StreamingSoftmax: Sendable {
  /// The smallest distance so far; +∞ before the first.
  public private(set) var least = Float.infinity
  /// Σ exp((least − d) / 2v) over all distances so far.
  public private(set) var total = 0.0
  private let variance: Double

  /// - Parameter variance: v > 0; s² times the temperature.
  public init(variance: Double) { self.variance = variance }

  /// Takes in a block of distances.
  ///
  /// A distance of +∞ has weight 0. A distance that is not a number makes `total` one too.
  ///
  /// - Returns: the weights exp((least − d) / 2v), 0 where they underflow Float, and the factor that
  ///   brings sums over earlier blocks to the same scale.
  public mutating func add(_ distances: [Float]) -> (weights: [Float], rescale: Double) {
    let scan = ImageScan()
    let nearest = min(least, scan.minimum(of: distances))
    // Without a finite distance there is nothing to compare with, and nothing to add.
    guard nearest < .infinity else {
      if distances.contains(where: \.isNaN) { total = .nan }
      return ([Float](repeating: 0, count: distances.count), 1)
    }
    let scale = 1 / (2 * variance)
    let rescale = least == nearest ? 1 : exp(Double(nearest - least) * scale)
    let (weights, sum) = scan.softmaxWeights(of: distances, least: nearest, scale: scale)
    total = rescale * total + sum
    least = nearest
    return (weights, rescale)
  }

  /// log Σ exp(−d/2v) over all distances so far; −∞ if there is none.
  public var logSumExp: Double {
    total == 0 ? -.infinity : log(total) - Double(least) / (2 * variance)
  }
}
