import Foundation

/// Sums of a streaming softmax over one block of images, for each query and mask.
struct PartialTotals: Sendable {
  /// The smallest sum of squares that is known.
  var best: [Float]
  /// Σ exp(rate · (best − sum)).
  var weight: [Float]
  /// Σ value · exp(rate · (best − sum)).
  var total: [Float]

  init(best: [Float]) {
    self.best = best
    weight = [Float](repeating: 0, count: best.count)
    total = weight
  }

  typealias Pointer = UnsafeMutablePointer<Float>

  mutating func withPointers(_ body: (Pointer, Pointer, Pointer) -> Void) {
    best.withUnsafeMutableBufferPointer { best in
      weight.withUnsafeMutableBufferPointer { weight in
        total.withUnsafeMutableBufferPointer { total in
          guard let best = best.baseAddress, let weight = weight.baseAddress,
            let total = total.baseAddress
          else { return }
          body(best, weight, total)
        }
      }
    }
  }
}

/// Sums of a streaming softmax over all blocks, joined in Double in the order of the blocks.
struct Totals: Sendable {
  private(set) var best: [Float]
  private(set) var weight: [Double]
  private(set) var total: [Double]
  private let rate: Double

  init(count: Int, known: [Float]? = nil, rate: Float) {
    best = known ?? [Float](repeating: .infinity, count: count)
    weight = [Double](repeating: 0, count: count)
    total = weight
    self.rate = Double(rate)
  }

  /// Joins a block's sums for the places from `first` on.
  mutating func add(_ part: PartialTotals, at first: Int) {
    // A block that starts from what is known never knows worse. NaN passes on.
    for (offset, found) in part.best.enumerated() where !(part.weight[offset] == 0) {
      let index = first + offset
      if found < best[index] {
        let shrink = exp((Double(found) - Double(best[index])) * rate)
        weight[index] *= shrink
        total[index] *= shrink
        best[index] = found
      }
      // Blocks of one wave do not know of each other's finds.
      let scale = found > best[index] ? exp((Double(best[index]) - Double(found)) * rate) : 1
      weight[index] += Double(part.weight[offset]) * scale
      total[index] += Double(part.total[offset]) * scale
    }
  }

  /// The sums with every image counted `factor` times.
  func times(_ factor: Double) -> Totals {
    var result = self
    for index in best.indices {
      result.weight[index] *= factor
      result.total[index] *= factor
    }
    return result
  }

  /// These sums and `factor` times those over other images.
  func adding(_ other: Totals, times factor: Double) -> Totals {
    var result = self
    for index in best.indices {
      let nearest = min(best[index], other.best[index])
      func scale(_ best: Float) -> Double {
        best == nearest ? 1 : exp((Double(nearest) - Double(best)) * rate)
      }
      let (mine, its) = (scale(best[index]), factor * scale(other.best[index]))
      result.best[index] = nearest
      result.weight[index] = mine * weight[index] + its * other.weight[index]
      result.total[index] = mine * total[index] + its * other.total[index]
    }
    return result
  }

  /// The averages.
  var means: [Double] { zip(total, weight).map { $0 / $1 } }
}
