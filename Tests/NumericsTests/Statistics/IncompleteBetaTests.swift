import Foundation
import Testing

@testable import LocusNumerics

@Suite struct IncompleteBetaTests {
  struct Case: Decodable {
    let a, b, x, lower, upper: Double
    let logLower, logUpper: Double

    enum CodingKeys: String, CodingKey {
      case a, b, x, lower, upper
      case logLower = "log_lower"
      case logUpper = "log_upper"
    }
  }

  @Test func agreesWithExactArithmetic() throws {
    for c in try StatisticsFixture<Case>.load("incomplete-beta") {
      let value = IncompleteBeta(a: c.a, b: c.b, x: c.x, complement: 1 - c.x)
      #expect(agreesRelatively(value.lower, c.lower), "I at \(c)")
      #expect(agreesRelatively(value.upper, c.upper), "1 - I at \(c)")
      #expect(agreesRelatively(value.logLower, c.logLower), "log I at \(c)")
      #expect(agreesRelatively(value.logUpper, c.logUpper), "log (1 - I) at \(c)")
    }
  }

  @Test func swappingShapesSwapsTails() {
    let value = IncompleteBeta(a: 2.5, b: 7, x: 0.3, complement: 0.7)
    let swapped = IncompleteBeta(a: 7, b: 2.5, x: 0.7, complement: 0.3)
    #expect(agreesRelatively(value.lower, swapped.upper, within: 1e-14))
    #expect(agreesRelatively(value.logKernel, swapped.logKernel, within: 1e-14))
  }

  /// I_x(a, 1) = xᵃ and I_x(1, b) = 1 − (1 − x)ᵇ, by direct integration.
  @Test(arguments: [0.3, 1, 4, 250]) func closedForms(shape: Double) {
    for x in [0.001, 0.2, 0.5, 0.9] {
      let power = IncompleteBeta(a: shape, b: 1, x: x, complement: 1 - x)
      #expect(agreesRelatively(power.logLower, shape * log(x), within: 1e-12))
      let mirrored = IncompleteBeta(a: 1, b: shape, x: x, complement: 1 - x)
      #expect(agreesRelatively(mirrored.logUpper, shape * log1p(-x), within: 1e-12))
    }
  }

  @Test func logarithmOutlivesUnderflow() {
    let value = IncompleteBeta(a: 1e4, b: 1, x: 0.5, complement: 0.5)
    #expect(value.lower == 0)
    #expect(agreesRelatively(value.logLower, 1e4 * log(0.5), within: 1e-12))
  }

  @Test func endsAndInvalidArguments() {
    let atZero = IncompleteBeta(a: 2, b: 3, x: 0, complement: 1)
    #expect(atZero.lower == 0 && atZero.upper == 1)
    let atOne = IncompleteBeta(a: 2, b: 3, x: 1, complement: 0)
    #expect(atOne.lower == 1 && atOne.upper == 0)
    for (a, b, x) in [(0, 1, 0.5), (1, -1, 0.5), (1, .infinity, 0.5), (.nan, 1, 0.5), (1, 1, -0.5)]
    {
      let value = IncompleteBeta(a: a, b: b, x: x, complement: 1 - x)
      #expect(value.lower.isNaN && value.upper.isNaN, "a \(a), b \(b), x \(x)")
    }
    #expect(IncompleteBeta(a: 1, b: 1, x: .nan, complement: .nan).lower.isNaN)
  }
}
