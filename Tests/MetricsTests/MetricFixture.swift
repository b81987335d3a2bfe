import Foundation
import Framework
import Testing

@testable import Metrics

/// Random batches and the metrics' values for them, written by Tools/make_plugin_fixtures.py.
struct MetricFixture: Decodable, Sendable {
  let note: String
  let shape: [Int]
  let clip: [Double]?
  let candidate, reference, training: [Float]
  let values: [String: [Double]]

  private struct File: Decodable { let cases: [MetricFixture] }

  static func load() throws -> [MetricFixture] {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let cases = try decoder.decode(File.self, from: Data(contentsOf: url("metrics.json"))).cases
    try #require(!cases.isEmpty)
    return cases
  }

  static func url(_ file: String) throws -> URL {
    try #require(
      Bundle.module.url(forResource: file, withExtension: nil, subdirectory: "Fixtures"))
  }

  var imageShape: ImageShape {
    ImageShape(channels: shape[0], height: shape[1], width: shape[2])
  }

  /// The values that `type` gives for the batches, and those expected.
  func run<M: Metric>(_ type: M.Type) throws -> [(actual: Double, expected: Double)]
  where M.Parameters == MetricParameters {
    let training = TrainingSet(images: ImageStore(shape: imageShape, floats: training))
    let actual = try make(type, clip: clip).values(
      ImageBatch(shape: imageShape, values: candidate),
      against: ImageBatch(shape: imageShape, values: reference), training: training)
    let expected = try #require(values[M.name])
    #expect(actual.count == expected.count, "\(note)")
    return Array(zip(actual, expected))
  }

  /// Checks every case to `tolerance`, relative where the value is above 1; NaN agrees with NaN.
  static func check<M: Metric>(_ type: M.Type, within tolerance: Double = 1e-12) throws
  where M.Parameters == MetricParameters {
    for fixture in try load() {
      for (image, (actual, expected)) in try fixture.run(type).enumerated() {
        let agrees =
          actual.isNaN
          ? expected.isNaN : abs(actual - expected) <= tolerance * max(1, abs(expected))
        #expect(agrees, "\(fixture.note), image \(image): \(actual), not \(expected)")
      }
    }
  }
}

/// The metric with a clip range, or none.
func make<M: Metric>(_ type: M.Type, clip: [Double]? = nil) throws -> M
where M.Parameters == MetricParameters {
  let range: JSON = clip.map { .array($0.map { .number($0) }) } ?? "none"
  return try M(MetricParameters(["clip": range]))
}

/// The metric's values for images of 2 × 3 pixels; `training` is one black image.
func values<M: Metric>(
  _ type: M.Type, _ candidates: [[Float]], _ references: [[Float]], clip: [Double]? = nil
) throws -> [Double] where M.Parameters == MetricParameters {
  let shape = ImageShape(channels: 1, height: 2, width: 3)
  let training = ImageStore(shape: shape, floats: [Float](repeating: -1, count: 6))
  return try make(type, clip: clip).values(
    ImageBatch(shape: shape, values: candidates.flatMap { $0 }),
    against: ImageBatch(shape: shape, values: references.flatMap { $0 }),
    training: TrainingSet(images: training))
}

/// Images of 2 × 3 pixels for ``values(_:_:_:clip:)``.
enum Sample {
  static let ramp: [Float] = [-1, -0.5, 0, 0.25, 0.5, 1]
  static let other: [Float] = [0.5, 1.5, -2, 0, 0.25, -0.75]
  static let holed: [Float] = [0, 0, .nan, 0, 0, 0.5]
  static func constant(_ value: Float) -> [Float] { [Float](repeating: value, count: 6) }
}
