import Foundation

/// y = c xᵉ, fitted to positive points by least squares of the logarithms.
struct PowerLaw {
  let exponent: Double
  /// Standard error of the exponent; NaN for two points.
  let standardError: Double
  let points: Int

  /// - Returns: nil for fewer than two different x, or where a value is not positive.
  init?(_ points: [(x: Double, y: Double)]) {
    guard points.allSatisfy({ $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }),
      Set(points.map(\.x)).count > 1
    else { return nil }
    let count = Double(points.count)
    let (xs, ys) = (points.map { log($0.x) }, points.map { log($0.y) })
    let (meanX, meanY) = (xs.reduce(0, +) / count, ys.reduce(0, +) / count)
    let spread = xs.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let slope = zip(xs, ys).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
    let residuals = zip(xs, ys).reduce(0) { sum, point in
      let error = point.1 - meanY - slope * (point.0 - meanX)
      return sum + error * error
    }
    exponent = slope
    standardError = points.count > 2 ? (residuals / (count - 2) / spread).squareRoot() : .nan
    self.points = points.count
  }

  /// `−0.26 ± 0.01`: the exponent with its standard error.
  var text: String {
    func fixed(_ value: Double) -> String {
      (value < 0 ? "−" : "") + String(format: "%.2f", abs(value))
    }
    return fixed(exponent) + (standardError.isNaN ? "" : " ± " + fixed(standardError))
  }
}
