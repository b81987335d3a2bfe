import Foundation
import Testing

@testable import LocusNumerics

@Suite struct StirlingCorrectionTests {
  /// Δ(n) = log (n − 1)! − Stirling's formula, with the factorial from an exact product.
  @Test(arguments: 1...15) func matchesFactorials(n: Int) {
    let factorial = (1..<max(n, 2)).reduce(1.0) { $0 * Double($1) }
    let x = Double(n)
    let stirling = (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi)
    #expect(abs(StirlingCorrection.value(x) - (log(factorial) - stirling)) < 1e-14)
  }

  /// B(½, ½) = π, B(1, b) = 1/b, B(a, b + 1) = B(a, b) b / (a + b).
  @Test func logBetaIdentities() {
    #expect(agreesRelatively(logBeta(0.5, 0.5), log(Double.pi), within: 1e-14))
    for b in [1e-3, 0.25, 1.5, 12, 1e4, 5e6] {
      #expect(abs(logBeta(1, b) + log(b)) < 1e-14 * max(1, abs(log(b))), "b = \(b)")
      let step = logBeta(0.5, b + 1) - logBeta(0.5, b)
      #expect(abs(step - log(b / (b + 0.5))) < 1e-14, "b = \(b)")
    }
  }
}
