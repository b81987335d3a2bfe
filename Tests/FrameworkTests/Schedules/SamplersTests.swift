import Testing

@testable import Framework

@Suite struct SamplersTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 3)

  /// Every schedule with every sampler that it allows; the flow's own lose a thousandth of the signal
  /// at their first step, see FlowTests.
  static let everySampler: [(String, JSON)] =
    ["ddpm-linear", "karras"].flatMap { name in
      SamplerName.allCases.map { (name, ["sampler": $0.json]) }
    } + Cosine.SamplerName.allCases.map { ("cosine", ["sampler": $0.json]) }
    + [("flow", ["sampler": "ddim"])]

  static func schedule(_ name: String, _ parameters: JSON) throws -> any Schedule {
    switch name {
    case "ddpm-linear": try DDPMLinear(DDPMLinear.Parameters(parameters))
    case "cosine": try Cosine(Cosine.Parameters(parameters))
    case "flow": try Flow(Flow.Parameters(parameters))
    default: try Karras(Karras.Parameters(parameters))
    }
  }

  @Test func trajectoriesAgreeWithNumPy() throws {
    for expected in try ScheduleFixture.cases("trajectories.json") {
      let name = try #require(expected["schedule"]?.string)
      let parameters = try #require(expected["parameters"])
      let schedule = try Self.schedule(name, parameters)
      let model = ToyModel(
        mean: expected["mean"]?.numbers ?? [], variance: expected["variance"]?.numbers ?? [])
      let noise = ImageBatch(
        shape: Self.shape, values: (expected["noise"]?.numbers ?? []).map(Float.init),
        firstSample: 7)
      let trajectory = try schedule.sample(from: noise) { model.denoise($0, at: $1) }
      let note = "\(name) \(parameters.canonicalText)"
      let noisy = try #require(expected["noisy"]?.array)
      let estimates = try #require(expected["estimates"]?.array)
      #expect(trajectory.noisy.count == noisy.count, "\(note)")
      #expect(trajectory.estimates.count == estimates.count, "\(note)")
      #expect(noisy.count == schedule.levels.count, "\(note)")
      for (step, (batch, numbers)) in zip(trajectory.noisy, noisy).enumerated() {
        // x_t is of the size of the noise, up to 80 for EDM.
        let scale = max(1, schedule.levels[step].noise)
        #expect(
          difference(batch, numbers.numbers) <= 1e-5 * scale, "x_t, \(note), step \(step)")
      }
      for (step, (batch, numbers)) in zip(trajectory.estimates, estimates).enumerated() {
        #expect(difference(batch, numbers.numbers) <= 1e-5, "x_0, \(note), step \(step)")
        #expect(batch.firstSample == 7, "\(note)")
      }
    }
  }

  /// The release's trajectory of a Wiener filter, whose estimates reach 1.19: the recorded x_0 go
  /// in, and the recorded x_t must come out.
  @Test func clippedDDIMAgreesWithTheRelease() throws {
    let shape = ImageShape(channels: 1, height: 12, width: 12)
    let perStep = 3 * shape.count
    let estimates = try ScheduleFixture.recorded("gray12_ddim10_wiener_x0")
    let noisy = try ScheduleFixture.recorded("gray12_ddim10_wiener_xt")
    let schedule = try DDPMLinear(DDPMLinear.Parameters(["steps": 10]))
    let start = ImageBatch(shape: shape, values: noisy[..<perStep].map(Float.init))
    let trajectory = try schedule.sample(from: start) { x, level in
      let own = estimates[level.step * perStep..<(level.step + 1) * perStep]
      return ImageBatch(shape: shape, values: own.map(Float.init))
    }
    #expect(estimates.contains { abs($0) > 1.1 })
    for (step, batch) in trajectory.noisy.enumerated() {
      let recorded = Array(noisy[step * perStep..<(step + 1) * perStep])
      #expect(difference(batch, recorded) <= 1e-4, "step \(step)")
    }
  }

  private func difference(_ batch: ImageBatch, _ expected: [Double]) -> Double {
    guard batch.values.count == expected.count else { return .infinity }
    return zip(batch.values, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
  }

  /// A denoiser that knows the answer gets there, whatever the sampler does on the way.
  @Test(arguments: everySampler)
  func noisyImagesComeFromTheAnswerAndTheNoise(name: String, parameters: JSON) throws {
    let schedule = try Self.schedule(name, parameters)
    let answer = ImageBatch(
      shape: Self.shape, values: (0..<12).map { Float($0) / 6 - 0.9 }, firstSample: 0)
    let noise = ImageBatch(
      shape: Self.shape, values: (0..<12).map { Float($0 * 5 % 12) / 4 - 1.4 }, firstSample: 0)
    let first = schedule.levels[0]
    // The start is pure noise: e = (x - a x_0) / s is not the noise itself.
    let own = ImageBatch((first.startScale * noise - first.signal * answer) / first.noise)
    let trajectory = try schedule.sample(from: noise) { _, _ in answer }
    for (level, noisy) in zip(schedule.levels, trajectory.noisy) {
      let expected = ImageBatch(level.signal * answer + level.noise * own)
      #expect(
        difference(noisy, expected.values.map(Double.init)) <= 2e-5 * max(1, level.noise),
        "step \(level.step)")
    }
  }

  @Test func errorsOfTheDenoiserComeThrough() throws {
    struct Refusal: Error {}
    let noise = ImageBatch(shape: Self.shape, repeating: 1, count: 1)
    for name in ["ddpm-linear", "cosine", "karras"] {
      let schedule = try Self.schedule(name, [:])
      #expect(throws: Refusal.self) { try schedule.sample(from: noise) { _, _ in throw Refusal() } }
    }
  }
  /// A schedule that says nothing of samplers: levels are all there is to write.
  struct Halving: Schedule {
    static let name = "halving"
    static let summary = "Noise that halves at every step"
    let levels = (0..<4).map { step in
      NoiseLevel(signal: 1, noise: 8 / Double(1 << step), step: step, t: Double(step))
    }
    init(_ parameters: NoParameters) {}
  }

  @Test func aScheduleOfLevelsAloneIsSampledWithDDIM() throws {
    let noise = ImageBatch(shape: Self.shape, values: [1, -2, 3, 0, 0.5, 4])
    let own = try Halving(NoParameters()).sample(from: noise) { x, _ in ImageBatch(0.5 * x) }
    let ddim = try DDIM().sample(from: noise, through: Halving(NoParameters()).levels) { x, _ in
      ImageBatch(0.5 * x)
    }
    #expect(own.noisy == ddim.noisy && own.estimates == ddim.estimates && own.noisy.count == 4)
    #expect(own.noisy[0].values == noise.values.map { 8 * $0 })
  }

  // MARK: Names

  @Test func theListHoldsEverySampler() {
    let names = BuiltInSamplers.all.map { $0.name }
    #expect(Set(names).count == names.count)
    let (cosine, flow) = (Cosine.SamplerName.allCases, Flow.SamplerName.allCases)
    #expect(Set(names) == Set(cosine.map(\.rawValue) + flow.map(\.rawValue)))
    let own: Set = ["kamb", "flow-euler", "flow-heun"]
    #expect(Set(SamplerName.allCases.map(\.rawValue)) == Set(names).subtracting(own))
    for name in SamplerName.allCases { #expect(type(of: name.sampler()).name == name.rawValue) }
    for sampler in BuiltInSamplers.all {
      #expect((10...100).contains(sampler.summary.count) && !sampler.summary.hasSuffix("."))
    }
  }

  @Test(arguments: everySampler)
  func aScheduleHasTheSamplerThatIsNamed(name: String, parameters: JSON) throws {
    let schedule = try Self.schedule(name, parameters)
    #expect(type(of: schedule.sampler).name == parameters["sampler"]?.string)
  }

  @Test func defaultsAreThoseOfTheReleases() throws {
    for (name, sampler) in [("ddpm-linear", "ddim"), ("cosine", "kamb"), ("karras", "euler")] {
      #expect(try type(of: Self.schedule(name, [:]).sampler).name == sampler)
    }
    #expect(try (Self.schedule("ddpm-linear", [:]).sampler as? DDIM)?.clip == true)
    #expect(try (Self.schedule("cosine", ["sampler": "ddim"]).sampler as? DDIM)?.clip == true)
    #expect(try (Self.schedule("karras", ["sampler": "ddim"]).sampler as? DDIM)?.clip == false)
  }

  /// The machine's loop belongs to its own schedule.
  @Test(arguments: ["ddpm-linear", "karras"])
  func theMachinesLoopIsRefusedElsewhere(name: String) throws {
    let error = #expect(throws: SpecIssues.self) { try Self.schedule(name, ["sampler": "kamb"]) }
    #expect(
      "\(try #require(error))".contains(
        "sampler: unknown value \"kamb\"; known values: ddim, euler, heun"))
  }

  @Test func theSamplersOfAScheduleAreDescribed() throws {
    func type(_ set: any ParameterSet.Type) -> String? {
      set.descriptions.first { $0.key == "sampler" }?.type
    }
    #expect(type(DDPMLinear.Parameters.self) == #"one of "ddim", "euler", "heun""#)
    #expect(type(Karras.Parameters.self) == #"one of "ddim", "euler", "heun""#)
    #expect(type(Cosine.Parameters.self) == #"one of "kamb", "ddim", "euler", "heun""#)
  }

  /// Runs that were recorded before the cosine schedule could do without clipping keep their units.
  @Test func clippingOfTheCosineScheduleIdentifiesOnlyWhereItIsOff() throws {
    func identity(_ json: JSON) throws -> JSON { try Cosine.Parameters(json).identity() }
    #expect(
      try identity(["clip": true]) == ["steps": 20, "offset": 0.0, "sampler": "kamb"])
    #expect(try identity(["clip": false])["clip"] == false)
  }
}
