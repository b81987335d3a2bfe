import Testing

@testable import Framework

/// A linear denoiser: mean, variance and the left neighbour's pull for every pixel.
struct ToyModel {
  let mean, variance: [Double]
  var pull = 0.25

  func denoise(_ x: [Double], _ a: Double, _ s: Double) -> [Double] {
    let (m, residual) = (mean.count, zip(x, mean).map { $0 - a * $1 })
    return (0..<m).map { j in
      let gain = a * variance[j] / (a * a * variance[j] + s * s)
      return mean[j] + gain * (residual[j] + pull * residual[(j + m - 1) % m])
    }
  }

  func denoise(_ noisy: ImageBatch, at level: NoiseLevel) -> ImageBatch {
    var result = noisy
    result.values = (0..<noisy.count).flatMap { image in
      denoise(noisy[image].map(Double.init), level.signal, level.noise).map { Float($0) }
    }
    return result
  }
}

extension ToyModel {
  /// Estimates that reach beyond [-1, 1], so that clipping matters.
  static let six = ToyModel(
    mean: [-0.5, 0.9, -0.6, -1.5, 1.2, 0.3], variance: [0.6, 0.7, 1.5, 0.2, 1.1, 2])
  static let noise: [Float] = [1.2, 0.9, -2.7, 0.04, -1.6, 1.1]

  /// A sample's noise is its own: the same in any batch, another for another seed.
  ///
  /// - Returns: the two samples, which start alike.
  @discardableResult
  static func expectNoiseOfSeedAndSample(
    _ schedule: some Schedule, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ImageBatch {
    let batch = ImageBatch(
      shape: ImageShape(channels: 1, height: 2, width: 3), values: noise + noise, firstSample: 30)
    func last(_ noise: ImageBatch, seed: Int) throws -> [Float] {
      try #require(
        try schedule.sample(from: noise, seed: seed) { six.denoise($0, at: $1) }
          .noisy.last?.values)
    }
    let both = try last(batch, seed: 3)
    #expect(Array(both[..<6]) != Array(both[6...]), sourceLocation: sourceLocation)
    #expect(
      try last(batch[1..<2], seed: 3) == Array(both[6...]), sourceLocation: sourceLocation)
    #expect(try last(batch, seed: 4) != both, sourceLocation: sourceLocation)
    return batch
  }

  /// Compares a schedule's run, level for level, with its sampler written out in Double.
  ///
  /// - Parameter step: x at the next level from x, x_0, a, s and the next a and s.
  func check(
    _ schedule: some Schedule,
    _ step: (_ x: [Double], _ x0: [Double], _ from: [Double], _ to: [Double]) -> [Double]
  ) throws {
    let shape = ImageShape(channels: 1, height: 2, width: 3)
    let trajectory = try schedule.sample(from: ImageBatch(shape: shape, values: Self.noise)) {
      self.denoise($0, at: $1)
    }
    let scale = schedule is Karras ? schedule.levels[0].noise : 1
    var x = Self.noise.map { scale * Double($0) }
    for (level, noisy, estimate) in zip3(schedule.levels, trajectory.noisy, trajectory.estimates) {
      let x0 = denoise(x, level.signal, level.noise)
      let note: Comment = "\(schedule), step \(level.step)"
      #expect(gap(noisy, x) <= 1e-5 * max(1, level.noise), note)
      #expect(gap(estimate, x0) <= 1e-5, note)
      guard level.step + 1 < schedule.levels.count else { break }
      let next = schedule.levels[level.step + 1]
      x = step(x, x0, [level.signal, level.noise], [next.signal, next.noise])
    }
    #expect(trajectory.estimates.count == schedule.levels.count)
  }

  private func gap(_ batch: ImageBatch, _ expected: [Double]) -> Double {
    zip(batch.values, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
  }
}

private func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> [(A, B, C)] {
  zip(zip(a, b), c).map { ($0.0, $0.1, $1) }
}
