import Testing

@testable import Framework

@Suite struct FlowTests {
  @Test func levelsGoFromNoiseToTheImage() throws {
    let levels = try Flow(.init(["steps": 4])).levels
    #expect(levels.map(\.t) == [0, 0.25, 0.5, 0.75])
    #expect(levels.map(\.signal) == [1e-3, 0.25, 0.5, 0.75])
    #expect(levels.map(\.noise) == [1, 0.75, 0.5, 0.25])
  }

  @Test func mayStartLater() throws {
    let levels = try Flow(.init(["steps": 2, "start": 0.5])).levels
    #expect(levels.map(\.t) == [0.5, 0.75] && levels.map(\.noise) == [0.5, 0.25])
  }

  /// x + (x_1 − x)/(1 − t) / k, as the flow's ordinary differential equation has it.
  @Test func eulerAgreesWithTheFormula() throws {
    let schedule = try Flow(.init(["steps": 7]))
    try ToyModel.six.check(schedule) { x, x0, from, _ in
      zip(x, x0).map { x, x0 in x + (x0 - x) / from[1] / 7 }
    }
  }

  @Test func heunAgreesWithTheFormula() throws {
    let schedule = try Flow(.init(["steps": 7, "sampler": "flow-heun"]))
    try ToyModel.six.check(schedule) { x, x0, from, to in
      func slope(_ x: [Double], _ x0: [Double], _ noise: Double) -> [Double] {
        zip(x, x0).map { ($1 - $0) / noise }
      }
      let first = slope(x, x0, from[1])
      let ahead = zip(x, first).map { $0 + $1 / 7 }
      let second = slope(ahead, ToyModel.six.denoise(ahead, to[0], to[1]), to[1])
      return x.indices.map { x[$0] + (first[$0] + second[$0]) / 14 }
    }
  }

  /// On the same levels unclipped DDIM takes the same steps, but for the first one's signal.
  @Test func eulerIsDDIM() throws {
    let noise = ImageBatch(shape: .init(channels: 1, height: 2, width: 3), values: ToyModel.noise)
    let answers = try ["flow-euler", "ddim"].map { sampler in
      try Flow(.init(["steps": 12, "sampler": .string(sampler)])).sample(from: noise) {
        ToyModel.six.denoise($0, at: $1)
      }
    }
    for (a, b) in zip(answers[0].noisy, answers[1].noisy) {
      #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 2e-3 })
    }
  }
}
