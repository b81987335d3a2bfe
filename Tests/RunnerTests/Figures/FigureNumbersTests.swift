import Foundation
import Framework
import Testing

@testable import Runner

/// What figures compute themselves: bars, power laws, swept axes.
@Suite struct FigureNumbersTests {
  static let bins: [(values: [Double], width: Double, first: Double, count: Int)] = [
    ([0, 1], 0.05, 0, 21), ([0.5], 0.02, 0.5, 1), ([0, 0, 0], 5e-302, 0, 1),
    ([-1, -0.5, 0, 0.5], 0.1, -1, 16), ([1, .nan, .infinity], 0.05, 1, 1),
  ]

  @Test(arguments: bins.indices) func barsHoldAllValues(_ number: Int) throws {
    let (values, width, first, count) = Self.bins[number]
    let bins = try #require(Bins(values))
    #expect(abs(bins.width - width) < 1e-12 * width && bins.bins.count == count)
    #expect(abs(bins.bins[0].low - first) < 1e-12)
    for value in values where value.isFinite {
      #expect(bins.bins.count { $0.holds(value) } == 1)
    }
    #expect(bins.remark("r²") == "")
  }

  /// Values far from the others are gathered at the end, and that is said.
  @Test func farValuesAreGathered() throws {
    let values = (0..<20).map { Double($0) / 20 } + [-50, 90]
    let bins = try #require(Bins(values))
    #expect(bins.bins.first?.low == -.infinity && bins.bins.last?.high == .infinity)
    for value in values { #expect(bins.bins.count { $0.holds(value) } == 1) }
    #expect(bins.remark("r²").contains("The first bar holds all r² below −"))
    #expect(bins.remark("r²").contains("The last bar holds all r² above "))
    #expect(Bins([]) == nil && Bins([.nan]) == nil)
  }

  /// Against a fit in Python, and what has no power law.
  @Test func powerLaws() throws {
    let exact = try #require(PowerLaw([(1, 3), (2, 12), (4, 48)]))
    #expect(abs(exact.exponent - 2) < 1e-12 && exact.standardError < 1e-12)
    let law = try #require(
      PowerLaw([(250, 0.1118), (500, 0.0921), (1000, 0.0746), (4000, 0.0527)]))
    #expect(abs(law.exponent - -0.2717183) < 1e-7)
    #expect(law.text.hasPrefix("−0.27 ± 0.01"))
    #expect(PowerLaw([(1, 2), (4, 4)])?.text == "0.50")
    #expect(PowerLaw([(1, 2)]) == nil && PowerLaw([(1, 2), (1, 3)]) == nil)
    #expect(PowerLaw([(1, 2), (2, -3)]) == nil && PowerLaw([(0, 2), (2, 3)]) == nil)
  }

  /// The values of a sweep, and the kind of axis that shows all of them.
  @Test func sweptAxesLoseNoValue() {
    #expect(SweptAxis("k", [1, 2, 3]).axis.scale == .linear)
    #expect(SweptAxis("k", [0.001, 0.1, 0.5]).axis.scale == .log)
    #expect(SweptAxis("k", [0, 1, 2]).axis.scale == .linear)
    let words = SweptAxis("cutoff", [0.5, 0, 0.001])
    #expect(words.axis.scale == .categories(["0", "0.001", "0.5"]))
    #expect(words.place(0.5) == 2 && words.place(0) == 0)
    #expect(words.remark == " Values of cutoff are evenly spaced.")
  }

  static let spread: [(most: Int, count: Int, positions: [Int])] = [
    (10, 3, [0, 1, 2]), (3, 10, [0, 5, 9]), (4, 4, [0, 1, 2, 3]), (2, 5, [0, 4]), (4, 0, []),
  ]

  @Test(arguments: spread.indices) func positionsAreSpreadEvenly(_ number: Int) {
    let (most, count, positions) = Self.spread[number]
    #expect(FieldsFigure.evenly(most, of: count) == positions)
  }
}
