import Foundation
import Testing

@testable import Framework

@Suite struct ChurnTests {
  static let shape = ImageShape(channels: 1, height: 2, width: 3)

  private func karras(_ changes: KeyValuePairs<String, JSON> = [:]) throws -> Karras {
    var json: JSON = ["steps": 7, "sampler": "heun", "sigma_max": 60]
    for (key, value) in changes { json[key] = value }
    return try Karras(.init(json))
  }

  /// z of a step and sample, as the sampler draws it.
  private static func noise(seed: Int, sample: Int, step: Int) -> [Double] {
    var random = CounterRandom(
      seed: UInt64(seed), index: UInt64(sample) | UInt64(step) << 40, purpose: .samplerNoise)
    return random.gaussians(shape.count).map(Double.init)
  }

  /// Algorithm 2 of Karras et al. 2022, line by line in Double, up to its last step.
  private func algorithm2(
    _ t: [Double], from start: [Double], churn: Double, range: ClosedRange<Double>, noise: Double,
    isHeun: Bool, _ denoise: ([Double], Double) -> [Double]
  ) -> [[Double]] {
    var x = start.map { t[0] * $0 }
    var path = [x]
    for i in 0..<t.count - 1 {
      let gamma = range.contains(t[i]) ? min(churn / Double(t.count), 2.0.squareRoot() - 1) : 0
      let z = Self.noise(seed: 5, sample: 2, step: i)
      let tHat = t[i] + gamma * t[i]
      let spread = (tHat * tHat - t[i] * t[i]).squareRoot()
      let xHat = zip(x, z).map { $0 + spread * noise * $1 }
      let d = zip(xHat, denoise(xHat, tHat)).map { ($0 - $1) / tHat }
      x = zip(xHat, d).map { $0 + (t[i + 1] - tHat) * $1 }
      if isHeun {
        let dNext = zip(x, denoise(x, t[i + 1])).map { ($0 - $1) / t[i + 1] }
        x = zip(xHat, zip(d, dNext)).map { $0 + (t[i + 1] - tHat) * ($1.0 / 2 + $1.1 / 2) }
      }
      path.append(x)
    }
    return path
  }

  @Test(
    arguments: ["heun", "euler"],
    [(40.0, 0.0, Double.infinity, 1.0), (2, 0.05, 50, 1.003), (1.5, 1, 10, 0.5)])
  func agreesWithTheAlgorithm(
    _ sampler: String, _ options: (churn: Double, low: Double, high: Double, noise: Double)
  ) throws {
    var changes: JSON = [
      "steps": 7, "sampler": .string(sampler), "sigma_max": 60,
      "s_churn": .number(options.churn), "s_noise": .number(options.noise),
      "s_min": .number(options.low),
    ]
    if options.high < .infinity { changes["s_max"] = .number(options.high) }
    let schedule = try Karras(.init(changes))
    let model = ToyModel.six
    let start = ImageBatch(shape: Self.shape, values: ToyModel.noise, firstSample: 2)
    let found = try schedule.sample(from: start, seed: 5) { model.denoise($0, at: $1) }
    let expected = algorithm2(
      schedule.levels.map(\.noise), from: ToyModel.noise.map(Double.init), churn: options.churn,
      range: options.low...options.high, noise: options.noise, isHeun: sampler == "heun"
    ) { model.denoise($0, 1, $1) }
    #expect(found.noisy.count == expected.count)
    for (a, b) in zip(found.noisy, expected) {
      let largest = b.map(abs).max() ?? 1
      for (x, y) in zip(a.values, b) { #expect(abs(Double(x) - y) < 2e-6 * max(1, largest)) }
    }
  }

  /// Without churn it is the plain sampler; so it is where no level lies in the range.
  @Test func addsNothingElsewhere() throws {
    #expect(try karras().sampler is Heun)
    let model = ToyModel.six
    let start = ImageBatch(shape: Self.shape, values: ToyModel.noise)
    func noisy(_ schedule: Karras) throws -> [ImageBatch] {
      try schedule.sample(from: start) { model.denoise($0, at: $1) }.noisy
    }
    let outside = try karras(["s_churn": 40, "s_min": 70])
    #expect(outside.sampler is Churn)
    #expect(try noisy(outside) == noisy(karras()))
    #expect(try noisy(karras(["s_churn": 40])) != noisy(karras()))
  }

  /// A sample's noise is its own in any batch, and another for another seed.
  @Test func noiseBelongsToSeedAndSample() throws {
    let schedule = try karras(["s_churn": 10])
    try ToyModel.expectNoiseOfSeedAndSample(schedule)
  }

  @Test(
    arguments: [
      (["s_churn": 1, "sampler": "ddim"], "\"s_churn\" is noise for the samplers"),
      (["s_noise": 1.003], "\"s_churn\" 0 adds none"),
      (["s_max": 50], "\"s_churn\" 0 adds none"),
      (["s_churn": 1, "s_min": 2, "s_max": 1], "s_min (2.0) must not lie above s_max (1.0)"),
    ] as [(KeyValuePairs<String, JSON>, String)])
  func refusesWhatDoesNotFit(_ changes: KeyValuePairs<String, JSON>, _ says: String) {
    let error = #expect(throws: SpecIssue.self) { try karras(changes) }
    #expect(error?.message.contains(says) == true, "\(error?.message ?? "")")
  }

  /// Units that were recorded before there was churn stay valid.
  @Test func itsDefaultsIdentifyNothing() throws {
    let identity = try Karras.Parameters(["steps": 7]).identity()
    #expect(identity["s_churn"] == nil && identity["s_max"] == nil)
    #expect(try Karras.Parameters(["s_churn": 7]).identity()["s_churn"] == 7)
  }
}
