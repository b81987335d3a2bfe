import Testing

@testable import Framework

@Suite struct HeunTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 3)

  static let schedules: [any Schedule] = [
    try! DDPMLinear(.init(["steps": 6, "sampler": "heun"])),
    try! Cosine(.init(["steps": 6, "sampler": "heun"])),
    try! Karras(.init(["steps": 6, "sampler": "heun"])),
  ]

  @Test(arguments: schedules.indices) func agreesWithTheFormula(index: Int) throws {
    let model = ToyModel.six
    try model.check(Self.schedules[index]) { x, x0, from, to in
      let (sigma, next) = (from[1] / from[0], to[1] / to[0])
      let y = x.map { $0 / from[0] }
      let slope = zip(y, x0).map { ($0 - $1) / sigma }
      let ahead = zip(y, slope).map { $0 + (next - sigma) * $1 }
      let answer = model.denoise(ahead.map { to[0] * $0 }, to[0], to[1])
      return y.indices.map { j in
        let corrected = (ahead[j] - answer[j]) / next
        return to[0] * (y[j] + (next - sigma) * (slope[j] + corrected) / 2)
      }
    }
  }

  /// Heun asks once more at the next level of every step but the last.
  @Test func evaluatesTwiceButForTheLastStep() throws {
    func visited(_ sampler: JSON) throws -> [Double] {
      let schedule = try Karras(Karras.Parameters(["steps": 3, "sampler": sampler]))
      let noise = ImageBatch(shape: Self.shape, repeating: 1, count: 1)
      var levels: [Double] = []
      let trajectory = try schedule.sample(from: noise) { x, level in
        levels.append(level.noise)
        return x
      }
      #expect(trajectory.estimates.count == 3)
      return levels.map { ($0 * 1000).rounded() / 1000 }
    }
    let sigmas = try Karras(Karras.Parameters(["steps": 3])).levels.map {
      ($0.noise * 1000).rounded() / 1000
    }
    #expect(try visited("euler") == sigmas)
    #expect(try visited("heun") == [sigmas[0], sigmas[1], sigmas[1], sigmas[2], sigmas[2]])
  }

  /// The Wiener filter of uncorrelated pixels has a solution in closed form: x_t over the standard
  /// deviation √(a²λ + s²) stays the same along the flow.
  @Test func convergesFasterThanEuler() throws {
    let model = ToyModel(
      mean: [Double](repeating: 0, count: 6), variance: [0.01, 0.03, 0.1, 0.3, 1, 2], pull: 0)
    let noise = ImageBatch(shape: Self.shape, values: ToyModel.noise)
    func error(_ sampler: JSON, _ steps: Int) throws -> Double {
      let schedule = try DDPMLinear(.init(["steps": .integer(steps), "sampler": sampler]))
      let (first, last) = (schedule.levels[0], try #require(schedule.levels.last))
      let x = try #require(
        schedule.sample(from: noise) { model.denoise($0, at: $1) }.noisy.last)
      func spread(_ level: NoiseLevel, _ variance: Double) -> Double {
        (level.signal * level.signal * variance + level.noise * level.noise).squareRoot()
      }
      return zip(x.values, zip(ToyModel.noise, model.variance)).map { x, start in
        let exact = Double(start.0) * spread(last, start.1) / spread(first, start.1)
        return abs(Double(x) - exact)
      }.max() ?? .infinity
    }
    for steps in [10, 20, 50, 100] {
      let (euler, heun) = (try error("euler", steps), try error("heun", steps))
      #expect(heun < euler / 2, "\(steps) steps")
      // First and second order.
      if steps >= 50 {
        #expect((1.8...2.2).contains(euler / (try error("euler", 2 * steps))), "\(steps) steps")
        #expect((3.5...4.5).contains(heun / (try error("heun", 2 * steps))), "\(steps) steps")
      }
    }
  }
}
