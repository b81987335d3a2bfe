import Foundation
import Testing

/// A file of expected values written by Tools/make_statistics_fixtures.py.
struct StatisticsFixture<Case: Decodable & Sendable>: Decodable, Sendable {
  let cases: [Case]

  static func load(_ name: String) throws -> [Case] {
    let url = try #require(
      Bundle.module.url(
        forResource: name, withExtension: "json", subdirectory: "Fixtures/statistics"))
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(Self.self, from: Data(contentsOf: url)).cases
  }
}

/// Whether two numbers agree to `tolerance` relative; NaN agrees with NaN, ∞ with ∞, 0 with 0 only.
func agreesRelatively(_ actual: Double, _ expected: Double, within tolerance: Double = 1e-11)
  -> Bool
{
  if actual == expected || (actual.isNaN && expected.isNaN) { return true }
  return expected.isFinite && abs(actual - expected) <= tolerance * abs(expected)
}

/// Deterministic numbers in 0 ..< 1 for property tests (splitmix64; Steele, Lea and Flood 2014).
struct SampleNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  mutating func sample(_ count: Int, around centre: Double = 0) -> [Double] {
    (0..<count).map { _ in centre + next() + next() - 1 }
  }
}
