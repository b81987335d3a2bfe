/// Posterior mean that looks at one set of pixels for each place:
/// x̂^q = Σ_i X_i^q softmax_i(−|B_q ∘ (x − aX_i)|² / 2s²T).
///
/// A place whose mask is empty gets the plain mean of the images.
public struct MaskPosterior: Posterior {
  /// Batches of images whose results are held at one time.
  private static let batchesPerWave = 16
  /// Noisy images that share a pass over the images.
  private static let queriesPerPass = 16

  private let shape: ImageShape
  private let scan: MaskScan
  private let batch: Int?
  private let count: Int?

  /// - Parameters:
  ///   - masks: B_q for every place q.
  ///   - level: a and s.
  ///   - temperature: T > 0.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  ///   - batch: takes the softmax over each `batch` consecutive images and the plain mean of the
  ///     results; nil takes one over all.
  ///   - count: number of images among which the tolerance is shared; nil for those that answer.
  public init(
    masks: PixelMasks, at level: NoiseLevel, temperature: Double = 1, tolerance: Double,
    batch: Int? = nil, count: Int? = nil
  ) {
    self.init(
      MaskPlan(masks), at: level, temperature: temperature, tolerance: tolerance, batch: batch,
      count: count)
  }

  init(
    masks: PixelMasks, at level: NoiseLevel, temperature: Double = 1, tolerance: Double,
    batch: Int? = nil, count: Int? = nil, kernels: KernelTable
  ) {
    self.init(
      MaskPlan(masks), at: level, temperature: temperature, tolerance: tolerance, batch: batch,
      count: count, kernels: kernels)
  }

  /// The same with masks whose sums are planned already.
  package init(
    _ plan: MaskPlan, at level: NoiseLevel, temperature: Double = 1, tolerance: Double,
    batch: Int? = nil, count: Int? = nil, kernels: KernelTable = .current
  ) {
    shape = plan.masks.shape
    scan = MaskScan(
      plan, joinsChannels: false, signal: level.signal, variance: level.variance * temperature,
      tolerance: tolerance, kernels: kernels)
    self.batch = batch
    self.count = count
  }

  public func mean(
    of images: ImageStore, given noisy: ImageBatch, through data: DataScan
  ) throws -> ImageBatch {
    precondition(noisy.shape == images.shape && shape == images.shape, "images of another shape")
    let weight = scan.weight(amongImages: count ?? images.count)
    guard let batch else {
      return try noisy.inPasses(of: Self.queriesPerPass) { (pass) throws in
        try scan.states(
          of: pass, over: images, in: 0..<images.count, weight: weight, through: data
        ).flatMap(\.means)
      }
    }
    let batches = blocks(from: 0, to: images.count, of: batch)
    return noisy.inPasses(of: Self.queriesPerPass) { pass in
      var sums = [Double](repeating: 0, count: pass.values.count)
      Passes.forEachPart(over: batches, inWavesOf: Self.batchesPerWave) { batch in
        DataScan.alone {
          try scan.states(of: pass, over: images, in: batch, weight: weight, through: $0)
        }.flatMap(\.means)
      } add: { part in
        for index in sums.indices { sums[index] += Double(part[index]) }
      }
      return sums.map { Float($0 / Double(batches.count)) }
    }
  }

  /// The posterior mean over several sets of images together, each image counted as often as it
  /// stands for; one softmax over all, in the order of the sets.
  public func mean(of strata: [ImageStratum], given noisy: ImageBatch) -> ImageBatch {
    guard strata.count > 1 else { return mean(of: strata[0].images, given: noisy) }
    precondition(batch == nil, "batches of images that all count alike")
    let weight = scan.weight(amongImages: count ?? strata.reduce(0) { $0 + $1.images.count })
    return noisy.inPasses(of: Self.queriesPerPass) { pass in
      var totals: [SoftmaxState] = []
      for stratum in strata {
        let part = DataScan.alone {
          try scan.states(
            of: pass, over: stratum.images, in: 0..<stratum.images.count, weight: weight,
            known: totals.isEmpty ? nil : totals.map(\.least), through: $0)
        }
        if totals.isEmpty {
          totals = part.map { $0.times(stratum.weight) }
        } else {
          for query in totals.indices { totals[query].add(part[query], times: stratum.weight) }
        }
      }
      return totals.flatMap(\.means)
    }
  }
}
