/// Posterior means of images compared through precisions, one for each of a collection, and what they
/// answer together: with w_ji = softmax_i(−Σ_q l_jq (x^q − aX_i^q)² / 2s²T),
/// x̂^p = Σ_j r_jp Σ_i w_ji X_i^p, and Σ_j r_jp = 1.
///
/// One pass over the images where each posterior answers at its own place. Otherwise two: the
/// normalisers of the weights first, then, image by image, each place's weight, which is a filter of
/// the posteriors' weights.
public struct PrecisionPosterior: Posterior {
  /// Noisy images that share a pass over the images.
  private static let queriesPerPass = 4

  private let responses: ImageFilter?
  private let scan: PrecisionScan

  /// - Parameters:
  ///   - precisions: l, a row for each posterior.
  ///   - responses: r transposed, a row for each place; nil: each posterior answers at its own place.
  ///   - joinsChannels: whether a place is a pixel in all channels; otherwise it is a single number.
  ///   - basis: rows along which images are compared, in place of their numbers.
  ///   - level: a and s.
  ///   - temperature: T > 0.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  public init(
    precisions: ImageFilter, responses: ImageFilter?, joinsChannels: Bool,
    basis: AxisFilter? = nil, at level: NoiseLevel, temperature: Double = 1, tolerance: Double
  ) {
    self.responses = responses
    scan = PrecisionScan(
      precisions: precisions, joinsChannels: joinsChannels, basis: basis,
      signal: Float(level.signal), variance: level.variance * temperature, tolerance: tolerance)
  }

  public func mean(
    of images: ImageStore, given noisy: ImageBatch, through data: DataScan
  ) throws -> ImageBatch {
    precondition(noisy.shape == images.shape, "noisy images of another shape")
    let weight = scan.weight(amongImages: images.count)
    return try noisy.inPasses(of: Self.queriesPerPass) { (pass) throws in
      let states = try scan.states(
        of: pass, over: images, weight: weight, averages: responses == nil, through: data)
      guard let responses else { return states.flatMap(\.means) }
      return try answers(responses, of: images, given: pass, states, weight, through: data)
    }
  }

  /// The second pass.
  private func answers(
    _ responses: ImageFilter, of images: ImageStore, given noisy: ImageBatch,
    _ states: [SoftmaxState], _ weight: DistanceWeight, through data: DataScan
  ) throws -> [Float] {
    let least = states.map(\.least)
    let scales = states.map { $0.sums.map { Float(1 / $0) } }
    return try Passes.sums(
      noisy.values.count, over: blocks(from: 0, to: images.count, of: PrecisionScan.block),
      inWavesOf: PrecisionScan.blocksPerWave, through: data
    ) {
      weightedImages(
        responses, images, in: $0, given: noisy, weight, least: least, scales: scales)
    }.map { Float($0) }
  }

  /// Σ_i X_i^p Σ_j r_jp w_ji over the images of a block, for every noisy image and place.
  private func weightedImages(
    _ responses: ImageFilter, _ images: ImageStore, in block: Range<Int>, given noisy: ImageBatch,
    _ weight: DistanceWeight, least: [[Float]], scales: [[Float]]
  ) -> [Double] {
    let (shape, kernels, lanes) = (noisy.shape, scan.kernels.masks, SoftmaxAccumulator.lanes)
    let posteriors = scan.precisions.outputs
    let weights = Scratch<Float>(count: posteriors * ImageGroup.size)
    let places = LaneFilter(responses, planes: posteriors / responses.inputs, kernels: kernels)
    let sums = Scratch<Float>(zeros: noisy.values.count * lanes)
    let planes = scan.joinsChannels ? shape.channels : 1
    scan.forEachDistances(from: noisy, to: images, in: block) { query, group, distances in
      guard
        kernels.weights(
          posteriors, weight, distances, least[query][...], scales[query][...], weights.base)
      else { return }
      kernels.addWeighted(
        count: shape.count / planes, channels: planes, weights: places.apply(to: weights.base),
        images: group.floats, stride: shape.count / planes,
        sums: sums.base + query * shape.count * lanes)
    }
    return (0..<noisy.values.count).map { index in
      (0..<lanes).reduce(0.0) { $0 + Double(sums.base[index * lanes + $1]) }
    }
  }
}
