/// Posterior means that look at one set of pixels for each place:
/// x̂^q = Σ_i X_i^q softmax_i(−|B_q ∘ (x − aX_i)|² / 2v).
///
/// A place whose mask is empty gets the plain mean of the images.
public struct MaskedPosterior: Sendable {
  /// Batches of images whose results are held at one time.
  private static let batchesPerWave = 16
  /// Queries that share a pass over the images.
  private static let queriesPerPass = 16

  private let softmax: MaskedSoftmax

  /// - Parameters:
  ///   - masks: B_q for every place q.
  ///   - level: a and s.
  ///   - variance: v > 0; s² times a temperature.
  ///   - tolerance: bound of the absolute error that leaving out negligible images causes, for data in
  ///     [-1, 1]; 0 leaves out none.
  ///   - count: number of images that answer, for that bound.
  public init(
    masks: PixelMasks, level: NoiseLevel, variance: Double, tolerance: Double, count: Int
  ) {
    self.init(
      MaskedSoftmax(
        masks, images: masks.shape, level: level, variance: variance, tolerance: tolerance,
        count: count))
  }

  init(_ softmax: MaskedSoftmax) { self.softmax = softmax }

  /// The posterior mean for each query.
  ///
  /// - Parameter batch: takes the softmax over each `batch` consecutive images and the plain mean of
  ///   the results; nil takes one over all.
  public func mean(
    of images: ImageStore, given queries: ImageBatch, batch: Int? = nil
  ) -> ImageBatch {
    precondition(queries.shape == images.shape && softmax.images == images.shape)
    var values: [Float] = []
    values.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      let pass = queries[first..<min(first + Self.queriesPerPass, queries.count)]
      values += means(of: images, given: pass, batch: batch ?? images.count)
    }
    return ImageBatch(shape: queries.shape, values: values, firstSample: queries.firstSample)
  }

  /// The posterior mean for each query over several sets of images together, each image counted as
  /// often as it stands for.
  public func mean(of strata: [ImageStratum], given queries: ImageBatch) -> ImageBatch {
    guard strata.count > 1 else { return mean(of: strata[0].images, given: queries) }
    var values: [Float] = []
    values.reserveCapacity(queries.values.count)
    for first in stride(from: 0, to: queries.count, by: Self.queriesPerPass) {
      let pass = queries[first..<min(first + Self.queriesPerPass, queries.count)]
      var sums: [SoftmaxSums] = []
      for stratum in strata {
        let parts = softmax.sums(
          over: 0..<stratum.images.count, of: stratum.images, for: pass,
          known: sums.isEmpty ? nil : sums.map(\.least))
        if sums.isEmpty {
          sums = parts.map { $0.times(stratum.weight) }
        } else {
          for query in sums.indices { sums[query].add(parts[query], times: stratum.weight) }
        }
      }
      for sum in sums { values += sum.means }
    }
    return ImageBatch(shape: queries.shape, values: values, firstSample: queries.firstSample)
  }

  private func means(of images: ImageStore, given queries: ImageBatch, batch: Int) -> [Float] {
    let batches = stride(from: 0, to: images.count, by: batch).map {
      $0..<min($0 + batch, images.count)
    }
    var sums = [Double](repeating: 0, count: queries.values.count)
    for first in stride(from: 0, to: batches.count, by: Self.batchesPerWave) {
      let wave = batches[first..<min(first + Self.batchesPerWave, batches.count)]
      let parts = WorkPool.shared.map(wave.count) {
        softmax.sums(over: wave[first + $0], of: images, for: queries).flatMap(\.means)
      }
      for part in parts {
        for index in sums.indices { sums[index] += Double(part[index]) }
      }
    }
    return sums.map { Float($0 / Double(batches.count)) }
  }
}
