import Denoisers
import Foundation
import Framework
import Metrics

/// `golden-subset` beside the exact `pca-locality` over a whole ten-step run, with what it costs of
/// r² against a recorded reference; without a recording, against the exact run.
struct GoldenRun {
  static let samples = 8
  static let mark = 5.0

  let exact: Cost
  let subset: Cost
  /// Mean r² of the final estimates.
  let exactAgreement: Double
  let subsetAgreement: Double

  init(_ data: BenchmarkData, threshold: Double, recording: String?) throws {
    let training = data.training()
    let schedule = try DDPMLinear(.init())
    let shape = training.shape
    let recorded = try recording.map { try Recorded.Parameters(["path": .string($0)]) }
    let noise =
      try recorded.flatMap { try Recorded.ownNoise($0)?[0..<Self.samples] }
      ?? ImageBatch(
        shape: shape,
        values: (0..<Self.samples).flatMap { index -> [Float] in
          var random = CounterRandom(seed: 0, index: UInt64(index), purpose: .noise)
          return (0..<shape.count).map { _ in Float(random.gaussian()) }
        })
    func run(_ denoiser: any Denoiser) throws -> (cost: Cost, result: ImageBatch) {
      // What is computed once for a level is no part of a query's cost.
      for level in schedule.levels { _ = try denoiser.denoise(noise[0..<1], at: level) }
      return try Cost.of {
        try schedule.sample(from: noise) { try denoiser.denoise($0, at: $1) }
          .estimates[schedule.levels.count - 1]
      }
    }
    let full = try run(
      PCALocality(.init(["threshold": .number(threshold)]), fittedTo: training))
    let part = try run(
      GoldenSubset(.init(["threshold": .number(threshold)]), fittedTo: training))
    let reference = try recorded.map {
      let model = try Recorded($0, fittedTo: training)
      return try schedule.sample(from: noise) { try model.denoise($0, at: $1) }
        .estimates[schedule.levels.count - 1]
    }
    let metric = try R2(.init())
    func agreement(_ estimate: ImageBatch) -> Double {
      let values = metric.values(
        estimate, against: reference ?? full.result, training: training)
      return values.reduce(0, +) / Double(values.count)
    }
    exact = full.cost
    subset = part.cost
    exactAgreement = agreement(full.result)
    subsetAgreement = agreement(part.result)
  }
}
