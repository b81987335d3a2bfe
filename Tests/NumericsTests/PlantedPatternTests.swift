import LocusNumerics
import Testing

struct PlantedPatternTests {
  /// The strokes, where they are at least half inked.
  @Test func theLetterIsAW() {
    let pattern = PlantedPattern.wPattern(height: 16, width: 20)
    let picture = (0..<16).map { row in
      String((0..<20).map { pattern[row * 20 + $0] >= 0.5 ? "#" : "." })
    }
    #expect(
      picture == [
        "....................",
        ".##......##......##.",
        ".##......##......##.",
        ".##......##......##.",
        "..##....####....##..",
        "..##....####....##..",
        "..###..######..###..",
        "...##..##..##..##...",
        "...##..##..##..##...",
        "...######..######...",
        "....####....####....",
        "....####....####....",
        ".....##......##.....",
        ".....##......##.....",
        ".....##......##.....",
        "....................",
      ])
  }

  @Test(arguments: [(8, 8), (16, 16), (33, 33), (64, 64), (24, 32)])
  func aThirdIsInkAndTheLetterIsSymmetric(height: Int, width: Int) {
    let pattern = PlantedPattern.wPattern(height: height, width: width)
    #expect(pattern.count == height * width)
    let ink = pattern.reduce(0, +) / Float(pattern.count)
    #expect(ink > 0.25 && ink < 0.45, "\(ink)")
    #expect(pattern.allSatisfy { $0 >= 0 && $0 <= 1 })
    #expect(pattern.contains { $0 > 0 && $0 < 1 })
    for row in 0..<height {
      let line = Array(pattern[row * width..<(row + 1) * width])
      for (a, b) in zip(line, line.reversed()) { #expect(abs(a - b) < 1e-4) }
    }
  }

  @Test func coefficientsAreUniformAndBelongToTheImage() {
    let plant = PlantedPattern(amplitude: 0.5, seed: 4)
    let values = (0..<4000).map { plant.coefficient(forImage: $0) }
    #expect(values.allSatisfy { $0 >= -0.5 && $0 < 0.5 })
    let mean: Double = values.reduce(0, +) / 4000
    let square: Double = values.reduce(0) { $0 + $1 * $1 } / 4000
    // 4.5 standard errors: 0.2887 / sqrt(4000) of the mean, 0.0745 / sqrt(4000) of the mean square.
    #expect(abs(mean) < 0.0206)
    #expect(abs(square - 1.0 / 12) < 0.0053)
    #expect(plant.coefficient(forImage: 17) == values[17])
    #expect(PlantedPattern(amplitude: 0.5, seed: 5).coefficient(forImage: 17) != values[17])
    let double = PlantedPattern(amplitude: 1, seed: 4).coefficient(forImage: 17)
    #expect(abs(double - 2 * values[17]) < 1e-15)
  }

  @Test func bytesAreRoundedAndClamped() {
    let plant = PlantedPattern(amplitude: 1.5, seed: 1)
    let pattern = PlantedPattern.wPattern(height: 9, width: 12)
    let before = (0..<6 * 2 * 108).map { UInt8($0 * 37 % 256) }
    var pixels = before
    plant.plant(into: &pixels, channels: 2, height: 9, width: 12, firstIndex: 30)
    var ends = Set<UInt8>()
    for i in pixels.indices {
      let moved =
        Double(before[i]) + 127.5 * plant.coefficient(forImage: 30 + i / 216)
        * Double(pattern[i % 108])
      #expect(abs(Double(pixels[i]) - max(0, min(255, moved))) <= 0.5001)
      if moved < 0 || moved > 255 { ends.insert(pixels[i]) }
    }
    #expect(ends == [0, 255])
  }

  @Test func floatsAreMovedWithoutClamping() {
    let plant = PlantedPattern(amplitude: 0.8, seed: 1)
    let pattern = PlantedPattern.wPattern(height: 8, width: 8)
    var values = [Float](repeating: 0.9, count: 5 * 64)
    plant.plant(into: &values, channels: 1, height: 8, width: 8, firstIndex: 2)
    for i in values.indices {
      let moved = 0.9 + Float(plant.coefficient(forImage: 2 + i / 64)) * pattern[i % 64]
      #expect(abs(values[i] - moved) < 1e-6)
    }
    #expect(values.contains { $0 > 1 })
  }

  @Test func rangesJoin() {
    let plant = PlantedPattern(amplitude: 0.7, seed: 11)
    var whole = [UInt8](repeating: 100, count: 10 * 48)
    var parts = [UInt8](repeating: 100, count: 4 * 48)
    var rest = [UInt8](repeating: 100, count: 6 * 48)
    plant.plant(into: &whole, channels: 3, height: 4, width: 4, firstIndex: 0)
    plant.plant(into: &parts, channels: 3, height: 4, width: 4, firstIndex: 0)
    plant.plant(into: &rest, channels: 3, height: 4, width: 4, firstIndex: 4)
    #expect(whole == parts + rest)
  }
}
