import Foundation
import Testing

@testable import LocusPlots

/// Ranges and ticks of axes.
@Suite struct AxisTests {
  private func labels(_ axis: Axis, _ values: [Double], most: Int = 100) -> [String] {
    AxisScale(axis, values).ticks { $0.count <= most }.compactMap(\.label)
  }

  static let linear: [(values: [Double], labels: [String])] = [
    ([0, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([0, 900], ["0", "200", "400", "600", "800"]),
    ([-0.5, 1], ["−0.5", "0", "0.5", "1.0"]),
    ([-3, -1], ["−3.0", "−2.5", "−2.0", "−1.5", "−1.0"]),
    ([0.25, 0.25], ["0.15", "0.20", "0.25", "0.30", "0.35"]),
    ([0, 0], ["−1.0", "−0.5", "0", "0.5", "1.0"]),
    ([], ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([0, 2e-5], ["0", "0.5×10⁻⁵", "1.0×10⁻⁵", "1.5×10⁻⁵", "2.0×10⁻⁵"]),
    ([0, 20_000], ["0", "5000", "10000", "15000", "20000"]),
    ([0, 2e7], ["0", "0.5×10⁷", "1.0×10⁷", "1.5×10⁷", "2.0×10⁷"]),
    (
      [1e9, 1e9 + 2],
      ["1000000000.0", "1000000000.5", "1000000001.0", "1000000001.5", "1000000002.0"]
    ),
  ]

  @Test(arguments: linear.indices) func roundNumbers(_ number: Int) {
    let (values, expected) = Self.linear[number]
    #expect(labels(Axis("x"), values) == expected)
  }

  static let logarithmic: [(values: [Double], labels: [String])] = [
    ([0.01, 1], ["0.01", "0.1", "1"]),
    ([1, 1000], ["1", "10", "100", "1000"]),
    ([1, 1e6], ["10⁰", "10¹", "10²", "10³", "10⁴", "10⁵", "10⁶"]),
    ([1e-9, 1e-8], ["10⁻⁹", "10⁻⁸"]),
    ([2, 8], ["2", "3", "4", "5", "6", "7", "8"]),
    (
      [2e-7, 9e-7],
      ["2×10⁻⁷", "3×10⁻⁷", "4×10⁻⁷", "5×10⁻⁷", "6×10⁻⁷", "7×10⁻⁷", "8×10⁻⁷", "9×10⁻⁷"]
    ),
    ([1, 1.2], ["1.00", "1.05", "1.10", "1.15", "1.20"]),
  ]

  @Test(arguments: logarithmic.indices) func powersOfTen(_ number: Int) {
    let (values, expected) = Self.logarithmic[number]
    #expect(labels(Axis("x", .log), values) == expected)
  }

  /// Fewer numbers where there is less room, and small ticks between decades.
  @Test func roomDecides() {
    #expect(labels(Axis("x"), [0, 900], most: 3) == ["0", "500"])
    // 0.9 and 2 to 9 times 1 and 10.
    let ticks = AxisScale(Axis("x", .log), [1, 100]).ticks { _ in true }
    #expect(ticks.count { $0.label == nil } == 17)
    let wide = AxisScale(Axis("x", .log), [1, 1e12]).ticks { $0.count <= 4 }
    #expect(wide.compactMap(\.label) == ["10⁰", "10⁴", "10⁸", "10¹²"])
    #expect(wide.count == 13)
  }

  @Test func wholeNumbersOnly() {
    #expect(labels(Axis("x", isWhole: true), [0, 2]) == ["0", "1", "2"])
  }

  @Test func markedValuesAreTicks() {
    let axis = Axis("n", .log, marked: [250, 500, 4000])
    #expect(labels(axis, [250, 4000]) == ["250", "500", "4000"])
    // Without room for all, round numbers.
    #expect(labels(axis, [250, 4000], most: 2) == ["2000", "4000"])
  }

  @Test func everyWordOrEverySecond() {
    let axis = Axis("", .categories(["a", "b", "c", "d"]))
    #expect(labels(axis, []) == ["a", "b", "c", "d"])
    #expect(labels(axis, [], most: 2) == ["a", "c"])
    #expect(AxisScale(axis, []).share(1) == 0.375)
  }

  /// Places grow with the values, however large or small these are.
  @Test(arguments: [1e4 * .leastNonzeroMagnitude, 1e-9, 1, 1e9, 1e307])
  func placesAreInOrder(_ scale: Double) {
    let values = [-8.0, -1, 0, 1, 8].map { $0 * scale }
    let axis = AxisScale(Axis("x"), values)
    let shares = values.map { axis.share($0)! }
    #expect(shares == shares.sorted() && shares[0] >= 0 && shares[4] <= 1)
    #expect(abs(shares[2] - 0.5) < 1e-9)
  }

  @Test func whatHasNoPlace() {
    let axis = AxisScale(Axis("x", .log), [1, 10])
    #expect(axis.share(0) == nil && axis.share(-1) == nil && axis.share(.nan) == nil)
    #expect(axis.heldShare(0) == -1 && axis.heldShare(.infinity) == 2)
    #expect(axis.heldShare(1e300)! < 1001)
  }
}
