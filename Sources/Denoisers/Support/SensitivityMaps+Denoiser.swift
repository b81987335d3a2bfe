import Framework

extension SensitivityMaps {
  /// A map whose total is below this fraction of the largest is what rounding leaves of 0.
  private static let leastTotal = 1e-6

  /// The mean |gradient| of a denoiser, summed over the channels on both sides, at training images
  /// noised by the forward process. A pixel whose answer depends on nothing looks at itself.
  ///
  /// The cost is that of all h·w pixels' gradients at each image: for central differences 2m
  /// evaluations an image of m elements.
  ///
  /// - Parameter images: noised training images, drawn with the set's seed; the same images and noise
  ///   at every level.
  /// - Throws: what the denoiser throws; ``SensitivityError`` if no pixel's answer depends on anything.
  public init(
    of denoiser: any Denoiser, fittedTo training: TrainingSet, images: Int, at level: NoiseLevel
  ) throws {
    let shape = training.shape
    let area = shape.area
    let elements = shape.pixels.flatMap { shape.elements(y: $0.y, x: $0.x) }
    var sums = [Double](repeating: 0, count: area * area)
    for index in 0..<images {
      var random = CounterRandom(
        seed: UInt64(bitPattern: Int64(training.seed)), index: UInt64(index),
        purpose: .sensitivityMaps)
      let clean = training.images.image(random.integer(below: training.images.count))
      let noisy = clean.map {
        Float(level.signal * Double($0) + level.noise * random.gaussian())
      }
      let batch = ImageBatch(shape: shape, values: noisy, firstSample: index)
      let field = try denoiser.sensitivity(of: elements, noisy: batch, at: level).fields(image: 0)
      for place in sums.indices { sums[place] += field[place] }
    }
    guard sums.allSatisfy(\.isFinite) else {
      throw SensitivityError(
        "the sensitivity of \(type(of: denoiser).name) at step \(level.step) is not finite")
    }
    let totals = (0..<area).map { sums[$0 * area..<($0 + 1) * area].reduce(0, +) }
    guard totals.contains(where: { $0 > 0 }) else {
      throw SensitivityError(
        "the heat maps of \(type(of: denoiser).name) are zero for all \(area) pixels at step "
          + "\(level.step) (t = \(level.t)): its answer does not change with the image; take them "
          + "from another denoiser, from \"wiener\" or from a file")
    }
    let least = Self.leastTotal * (totals.max() ?? 0)
    for pixel in 0..<area where totals[pixel] <= least {
      for index in pixel * area..<(pixel + 1) * area { sums[index] = 0 }
      sums[pixel * area + pixel] = 1
    }
    self.init(
      height: shape.height, width: shape.width, heat: sums.map { Float($0 / Double(images)) })
  }
}
