import Testing

@testable import Framework

@Suite struct ImageBatchTests {
  static let batch = ImageBatch(
    shape: ImageShape(channels: 1, height: 1, width: 2), values: [0, 1, 2, 3, 4, 5],
    firstSample: 10)

  @Test func rangesStillKnowTheirSamples() {
    #expect(Self.batch.count == 3)
    #expect(Array(Self.batch[1]) == [2, 3])
    let part = Self.batch[1..<3]
    #expect(part.values == [2, 3, 4, 5] && part.firstSample == 11)
  }

  /// 2^-30 is lost next to 1 in Float, and kept in Double.
  @Test func arithmeticRoundsOnce() {
    let tiny = Self.batch.map { _ in 0x1p-30 }
    let one = Self.batch.map { _ in 1 }
    let result = ImageBatch(0x1p30 * (one + tiny - one) + Self.batch)
    #expect(result.values == [1, 2, 3, 4, 5, 6] && result.firstSample == 10)
    #expect(ImageBatch(one + tiny).values == one.values)
    #expect(Self.batch.map { $0 / 2 }.values == [0, 0.5, 1, 1.5, 2, 2.5])
  }

  @Test func formulasReadAsTheyAreWritten() {
    let other = Self.batch.map { 10 - 3 * $0 }
    let result = ImageBatch((2 * Self.batch - other / 4).clamped(to: -1...5))
    #expect(result.values == [-1, 0.25, 3, 5, 5, 5])
    #expect(result.shape == Self.batch.shape && result.firstSample == 10)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func theFirstNumberThatIsNotFiniteIsFound(value: Float) {
    #expect(Self.batch.firstNonFinite == nil)
    var broken = Self.batch
    broken.values[3] = value
    broken.values[4] = value
    #expect(broken.firstNonFinite?.image == 1 && broken.firstNonFinite?.index == 1)
  }
}
