/// Posterior means of sets of pixels of any form, averaged where the sets overlap.
///
/// Every mask B_q of pixels has a posterior of its own, w_qi = softmax_i(−|B_q ∘ (x − aX_i)|² / 2s²)
/// over the pixels' channels together, and answers for all its pixels: x̂^p is the mean over the masks
/// q that hold p of Σ_i w_qi X_i^p. A pixel that no mask holds is answered by its own mask.
///
/// Two passes over the images: the normalisers of the weights first, then, image by image, each
/// pixel's mean weight, which is a sum over the transposed mask.
public struct OverlapPosterior: Posterior {
  /// Noisy images that share the passes.
  private static let queriesPerPass = 4

  private let plane: ImageShape
  private let scan: MaskScan
  /// For each pixel, the sum over the masks that hold it.
  private let cover: MaskProgram
  /// 1 / the number of masks that hold a pixel.
  private let shares: [Float]

  /// - Parameters:
  ///   - masks: B_q for every pixel q, over one channel of the images.
  ///   - level: a and s.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  public init(masks: PixelMasks, at level: NoiseLevel, tolerance: Double) {
    plane = masks.shape
    scan = MaskScan(
      masks, joinsChannels: true, signal: level.signal, variance: level.variance,
      tolerance: tolerance)
    var holders = masks.transposed()
    for pixel in 0..<masks.shape.count where holders.count(of: pixel) == 0 {
      holders[pixel, pixel] = true
    }
    cover = MaskProgram(holders)
    shares = (0..<masks.shape.count).map { 1 / Float(holders.count(of: $0)) }
  }

  public func mean(
    of images: ImageStore, given noisy: ImageBatch, through data: DataScan
  ) throws -> ImageBatch {
    precondition(noisy.shape == images.shape, "noisy images of another shape")
    precondition(plane == images.shape.plane, "masks of one channel of the images")
    let weight = scan.weight(amongImages: images.count)
    return try noisy.inPasses(of: Self.queriesPerPass) { (pass) throws in
      let states = try scan.states(
        of: pass, over: images, in: 0..<images.count, weight: weight, through: data)
      return try averages(of: images, given: pass, states, weight, through: data)
    }
  }

  /// The second pass.
  private func averages(
    of images: ImageStore, given noisy: ImageBatch, _ states: [SoftmaxState],
    _ weight: DistanceWeight, through data: DataScan
  ) throws -> [Float] {
    let least = states.map(\.least)
    let scales = states.map { $0.sums.map { Float(1 / $0) } }
    let sums = try Passes.sums(
      noisy.values.count, over: blocks(from: 0, to: images.count, of: MaskScan.block),
      inWavesOf: MaskScan.blocksPerWave, through: data
    ) {
      weightedImages(images, in: $0, given: noisy, weight, least: least, scales: scales)
    }
    return sums.indices.map { Float(sums[$0] * Double(shares[$0 % shares.count])) }
  }

  /// Σ_i X_i^p Σ_q w_qi over the images of a block, for every noisy image and pixel.
  ///
  /// - Parameters:
  ///   - least: for every noisy image the masks' least distances.
  ///   - scales: for every noisy image the factors of the masks' weights.
  private func weightedImages(
    _ images: ImageStore, in block: Range<Int>, given noisy: ImageBatch, _ weight: DistanceWeight,
    least: [[Float]], scales: [[Float]]
  ) -> [Double] {
    let (shape, kernels, lanes) = (noisy.shape, scan.kernels.masks, SoftmaxAccumulator.lanes)
    let weights = MaskTable(cover, kernels: kernels)
    let sums = Scratch<Float>(zeros: noisy.values.count * lanes)
    var hasWeights = false
    scan.forEachDistances(from: noisy, to: images, in: block) { query, _, masks, distances in
      let found = kernels.weights(
        masks.count, weight, distances, least[query][masks], scales[query][masks],
        weights.pixels + masks.lowerBound * ImageGroup.size)
      hasWeights = hasWeights || found
    } endOfQuery: { query, group in
      guard hasWeights else { return }
      hasWeights = false
      weights.forEachSums { covered, weights in
        kernels.addWeighted(
          count: covered.count, channels: shape.channels, weights: weights,
          images: group.floats + covered.lowerBound * ImageGroup.size, stride: plane.count,
          sums: sums.base + (query * shape.count + covered.lowerBound) * lanes)
      }
    }
    return (0..<noisy.values.count).map { index in
      (0..<lanes).reduce(0.0) { $0 + Double(sums.base[index * lanes + $1]) }
    }
  }
}

extension MaskKernelSet {
  /// The weights of a group of images at some places; whether there is one that is not zero.
  static func weights(
    _ count: Int, _ weight: DistanceWeight, _ distances: UnsafePointer<Float>,
    _ least: ArraySlice<Float>, _ shares: ArraySlice<Float>,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Bool {
    least.withUnsafeBufferPointer { least in
      shares.withUnsafeBufferPointer { shares in
        guard let least = least.baseAddress, let shares = shares.baseAddress else { return false }
        return Self.weights(
          count: count, scale: weight.scale, margin: weight.margin, distances: distances,
          least: least, shares: shares, weights: weights)
      }
    }
  }
}
