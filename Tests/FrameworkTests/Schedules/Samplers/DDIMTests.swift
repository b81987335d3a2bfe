import Testing

@testable import Framework

@Suite struct DDIMTests {
  static let schedules: [any Schedule] = [
    try! DDPMLinear(.init(["steps": 6])), try! DDPMLinear(.init(["steps": 6, "clip": false])),
    try! Cosine(.init(["steps": 6, "sampler": "ddim"])),
    try! Cosine(.init(["steps": 6, "sampler": "ddim", "clip": false])),
    try! Karras(.init(["steps": 6, "sampler": "ddim"])),
  ]

  @Test(arguments: schedules.indices) func agreesWithTheFormula(index: Int) throws {
    let schedule = Self.schedules[index]
    let clip = index == 0 || index == 2
    try ToyModel.six.check(schedule) { x, x0, from, to in
      zip(x, x0).map { x, x0 in
        let e = (x - from[0] * x0) / (from[1] * from[1] + 1e-8).squareRoot()
        let kept = (x - from[1] * e) / from[0]
        return to[0] * (clip ? min(max(kept, -1), 1) : kept) + to[1] * e
      }
    }
  }

  @Test func clippingMatters() throws {
    let noise = ImageBatch(shape: .init(channels: 1, height: 2, width: 3), values: ToyModel.noise)
    func last(_ index: Int) throws -> [Float]? {
      try Self.schedules[index].sample(from: noise) { ToyModel.six.denoise($0, at: $1) }
        .noisy.last?.values
    }
    #expect(try last(0) != last(1) && last(2) != last(3))
  }

  /// The step is Euler's, but for rounding and the small constant in the division, which is felt
  /// where the noise is not far above its root, 10⁻⁴.
  @Test func isEulerWithoutClipping() throws {
    let noise = ImageBatch(shape: .init(channels: 1, height: 2, width: 3), values: ToyModel.noise)
    for levels in [try Karras(.init()).levels, try DDPMLinear(.init()).levels] {
      let own = try DDIM().sample(from: noise, through: levels) { ToyModel.six.denoise($0, at: $1) }
      let euler = try Euler().sample(from: noise, through: levels) {
        ToyModel.six.denoise($0, at: $1)
      }
      for (level, (a, b)) in zip(levels, zip(own.noisy, euler.noisy)) {
        let gap = zip(a.values, b.values).map { abs($0 - $1) }.max() ?? .infinity
        #expect(Double(gap) <= 1e-4 * max(1, level.noise), "\(level)")
      }
    }
  }
}
