import Foundation
import Framework

/// The softmax of a query patch over some patches of the training images, and the sums of their
/// centres under its weights.
struct CentreSums: Sendable {
  private var least = Float.infinity
  /// Σ w, with w = exp((least − distance) / 2s²).
  private var total = 0.0
  /// Σ w · centre, by channel.
  private var centres: [Double]

  init(channels: Int) { centres = [Double](repeating: 0, count: channels) }

  init(_ softmax: StreamingSoftmax, centres: [Double]) {
    (least, total, self.centres) = (softmax.least, softmax.total, centres)
  }

  /// Adds the sums over other patches.
  mutating func add(_ other: CentreSums, variance: Double) {
    let nearest = min(least, other.least)
    func factor(_ least: Float) -> Double {
      least == nearest ? 1 : exp(Double(nearest - least) / (2 * variance))
    }
    let (mine, theirs) = (factor(least), factor(other.least))
    total = mine * total + theirs * other.total
    for c in centres.indices { centres[c] = mine * centres[c] + theirs * other.centres[c] }
    least = nearest
  }

  /// The mean centre, by channel.
  var means: [Float] { centres.map { Float($0 / total) } }

  /// The share of the weight in `all` that is not in these sums, 0 to 1.
  func share(missedOf all: CentreSums, variance: Double) -> Double {
    let rescale = exp(Double(all.least - least) / (2 * variance))
    return min(max(1 - rescale * total / all.total, 0), 1)
  }
}

extension PatchClusters {
  /// Patches that are copied together, and queries that are compared with them at one time.
  private static let patchesPerBlock = 1024
  private static let queriesPerBlock = 64

  /// The sums over the patches of one cluster, for every query.
  func sums(over cluster: Int, for queries: ImageBatch, at level: NoiseLevel) -> [CentreSums] {
    let channels = patches.shape.channels
    var softmaxes = [StreamingSoftmax](
      repeating: StreamingSoftmax(variance: level.variance), count: queries.count)
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: channels), count: queries.count)
    let members = members[cluster]
    for block in blocks(from: 0, to: members.count, of: Self.patchesPerBlock) {
      let (store, centres) = patches.patches(members[block])
      for part in blocks(from: 0, to: queries.count, of: Self.queriesPerBlock) {
        let distances = store.squaredDistances(from: queries[part], signal: level.signal)
        for (query, distances) in zip(part, distances) {
          let (weights, rescale) = softmaxes[query].add(distances)
          for c in 0..<channels {
            var sum = rescale * sums[query][c]
            for (weight, centre) in zip(weights, centres[(c * block.count)...]) where weight > 0 {
              sum += Double(weight) * Double(centre)
            }
            sums[query][c] = sum
          }
        }
      }
    }
    return zip(softmaxes, sums).map { CentreSums($0, centres: $1) }
  }
}
