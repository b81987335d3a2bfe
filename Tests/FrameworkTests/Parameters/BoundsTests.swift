import Testing

@testable import Framework

@Suite struct BoundsTests {
  @Test(
    arguments: [
      ((0..<1).bounds, "in [0, 1)", [0, 0.999], [-0.001, 1]),
      ((0.5...2).bounds, "in [0.5, 2]", [0.5, 2], [0.49, 2.01]),
      ((3...).bounds, "at least 3", [3, 1e300], [2.999, -.infinity]),
      (.above(0), "above 0", [5e-300, 1], [0, -1]),
      (.above(0, upTo: 1), "in (0, 1]", [1, 0.1], [0, 1.1]),
      (Bounds(upper: 4), "at most 4", [4, -1e9], [4.1]),
      (Bounds(upper: 4, upperIncluded: false), "below 4", [3.9], [4]),
      ((1...1).bounds, "that is 1", [1], [0, 2]),
      (Bounds(), "any", [-1e300, 1e300], []),
    ] as [(Bounds, String, [Double], [Double])])
  func contents(_ bounds: Bounds, _ text: String, _ inside: [Double], _ outside: [Double]) {
    #expect(bounds.description == text)
    #expect(inside.allSatisfy(bounds.contains))
    #expect(!outside.contains(where: bounds.contains))
  }

  /// Every form that the documentation names, as a parameter says it.
  private struct Forms: ParameterSet {
    @Parameter("Half-open.", in: 0..<1) var half = 0.5
    @Parameter("At least.", in: 1...) var least = 1
    @Parameter("Closed.", in: 0...1) var closed = 1.0
    @Parameter("Above.", in: .above(0)) var above = 1.0
    @Parameter("Above and at most.", in: .above(0, upTo: 2)) var aboveUpTo: Double
    @Parameter("Whatever.") var whatever = -1.0
  }

  @Test func parametersTakeEveryForm() {
    #expect(
      Forms.descriptions.map(\.type) == [
        "a number in [0, 1)", "an integer at least 1", "a number in [0, 1]", "a number above 0",
        "a number in (0, 2]", "a number",
      ])
  }
}
