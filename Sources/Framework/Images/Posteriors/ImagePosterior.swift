import Foundation

/// Posterior mean of whole images: x̂ = Σ_i X_i softmax_i(−|x − aX_i|² / 2s²T).
///
/// One pass over the images, in memory that does not grow with their number; two with `neighbors`.
/// No weight is left out but those that underflow.
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

  public func mean(of images: ImageStore, given noisy: ImageBatch) -> ImageBatch {
    answers(of: images, given: noisy).mean
  }

  /// The posterior mean over several sets of images together, each image counted as often as it
  /// stands for; `neighbors` are those of each set.
  public func mean(of strata: [ImageStratum], given noisy: ImageBatch) -> ImageBatch {
    let parts = strata.map { answers(of: $0.images, given: noisy) }
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
    of images: ImageStore, given noisy: ImageBatch
  ) -> (mean: ImageBatch, logMasses: [Double]) {
    precondition(noisy.shape == images.shape, "noisy images of another shape")
    let (size, code) = (noisy.shape.count, images.code)
    var logMasses: [Double] = []
    let mean = noisy.inPasses(of: ImageStore.queriesPerScan) { pass in
      let (softmaxes, sums) = sums(over: images, given: pass)
      logMasses += softmaxes.map(\.logSumExp)
      return sums.indices.map { index in
        Float(code.value(sums[index] / softmaxes[index / size].total))
      }
    }
    return (mean, logMasses)
  }

  /// The softmax of each query, and Σ_i w_i · stored number relative to it, [queries, c, h, w].
  private func sums(
    over images: ImageStore, given pass: ImageBatch
  ) -> (softmaxes: [StreamingSoftmax], sums: [Double]) {
    let farthest = neighbors.flatMap { neighbors in
      neighbors < images.count
        ? images.lastNeighbors(of: pass, signal: signal, among: neighbors) : nil
    }
    let size = pass.shape.count
    var softmaxes = [StreamingSoftmax](
      repeating: StreamingSoftmax(variance: variance), count: pass.count)
    var sums = [Double](repeating: 0, count: pass.values.count)
    for wave in Passes.waves(of: ImageStore.blocksPerWave, over: images.scanBlocks) {
      var distances = images.squaredDistances(from: pass, signal: signal, in: wave)
      if let farthest {
        for query in distances.indices {
          for (place, distance) in distances[query].enumerated()
          where .init(distance: distance, index: wave[0].lowerBound + place) > farthest[query] {
            distances[query][place] = .infinity
          }
        }
      }
      let weights = distances.indices.map { query in
        let (weights, rescale) = softmaxes[query].add(distances[query])
        if rescale != 1 {
          for index in query * size..<(query + 1) * size { sums[index] *= rescale }
        }
        return weights
      }
      images.addWeighted(weights, over: wave, to: &sums)
    }
    return (softmaxes, sums)
  }
}
