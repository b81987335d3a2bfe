import Foundation

/// Posterior mean of whole images: x̂ = Σ_i X_i softmax_i(−|x − aX_i|² / 2s²T).
///
/// One pass over the images, in memory that does not grow with their number; two with `neighbors`, the
/// first of which every process does for itself. No weight is left out but those that underflow.
public struct ImagePosterior: Posterior {
  private let signal: Double
  private let variance: Double
  private let neighbors: Int?

  /// - Parameters:
  ///   - level: a and s.
  ///   - temperature: T > 0.
  ///   - neighbors: only this many nearest images count; nil for all.
  public init(at level: NoiseLevel, temperature: Double = 1, neighbors: Int? = nil) {
    signal = level.signal
    variance = level.variance * temperature
    self.neighbors = neighbors
  }

  /// Why processes that share the data cannot take the nearest images.
  package static let sharesNoNeighbors =
    "no data shard knows which images are nearest of all; leave out \"neighbors\""

  public func mean(
    of images: ImageStore, given noisy: ImageBatch, through scan: DataScan
  ) throws -> ImageBatch {
    try answers(of: images, given: noisy, through: scan).mean
  }

  /// The posterior mean over several sets of images together, each image counted as often as it
  /// stands for; `neighbors` are those of each set.
  public func mean(of strata: [ImageStratum], given noisy: ImageBatch) -> ImageBatch {
    let parts = strata.map { stratum in
      DataScan.alone { try answers(of: stratum.images, given: noisy, through: $0) }
    }
    let means = parts.map(\.mean)
    guard strata.count > 1 else { return means[0] }
    let masses = zip(strata, parts).map { stratum, part in
      part.logMasses.map { $0 + log(stratum.weight) }
    }
    var result = means[0]
    let size = noisy.shape.count
    for query in 0..<noisy.count {
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

  /// The posterior mean, and for every query the logarithm of what the mean is divided by,
  /// log Σ_i exp(−|x − aX_i|² / 2s²T).
  private func answers(
    of images: ImageStore, given noisy: ImageBatch, through scan: DataScan
  ) throws -> (mean: ImageBatch, logMasses: [Double]) {
    precondition(noisy.shape == images.shape, "noisy images of another shape")
    var logMasses: [Double] = []
    let mean = try noisy.inPasses(of: ImageStore.queriesPerScan) { (pass) throws in
      let states = try states(over: images, given: pass, through: scan)
      return states.flatMap { state -> [Float] in
        let total = state.sums[0]
        logMasses.append(
          total == 0 ? -.infinity : log(total) - Double(state.least[0]) / (2 * variance))
        return state.sums.dropFirst().map { Float(images.code.value($0 / total)) }
      }
    }
    return (mean, logMasses)
  }

  /// The softmax of each query: at a single place Σ w and Σ w · stored number, [c, h, w].
  private func states(
    over images: ImageStore, given pass: ImageBatch, through scan: DataScan
  ) throws -> [SoftmaxState] {
    let farthest = neighbors.flatMap { neighbors in
      neighbors < images.count
        ? images.lastNeighbors(of: pass, signal: signal, among: neighbors) : nil
    }
    let length = ImageStore.scanBlock * ImageStore.blocksPerWave
    return try Passes.states(
      over: blocks(from: 0, to: images.count, of: length), inWavesOf: 1, queries: pass.count,
      queriesPerItem: pass.count, hint: .none, through: scan
    ) { block, _, _ in
      states(over: images, in: block, given: pass, notBeyond: farthest)
    }
  }

  /// The same over the images of one block.
  private func states(
    over images: ImageStore, in block: Range<Int>, given pass: ImageBatch,
    notBeyond farthest: [ImageStore.Neighbor]?
  ) -> [SoftmaxState] {
    let parts = blocks(
      from: block.lowerBound, to: block.upperBound, of: ImageStore.scanBlock)
    var distances = images.squaredDistances(from: pass, signal: signal, in: parts)
    if let farthest {
      for query in distances.indices {
        for (place, distance) in distances[query].enumerated()
        where .init(distance: distance, index: block.lowerBound + place) > farthest[query] {
          distances[query][place] = .infinity
        }
      }
    }
    var softmaxes = distances.map { _ in StreamingSoftmax(variance: variance) }
    let weights = distances.indices.map { softmaxes[$0].add(distances[$0]).weights }
    var sums = [Double](repeating: 0, count: pass.values.count)
    images.addWeighted(weights, over: parts, to: &sums)
    let size = pass.shape.count
    let scale = DistanceWeight(variance: variance, terms: 1, tolerance: 0).scale
    return softmaxes.enumerated().map { query, softmax in
      SoftmaxState(
        least: [softmax.least],
        sums: [softmax.total] + sums[query * size..<(query + 1) * size],
        scale: scale)
    }
  }
}
