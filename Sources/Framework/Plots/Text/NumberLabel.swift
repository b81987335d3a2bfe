import Foundation

/// Numbers as they stand at an axis.
package enum NumberLabel {
  /// `10⁻³`.
  static func power(_ exponent: Int) -> String { "10" + raised(exponent) }

  /// As short as it may be without loss of the digits that matter: `0.05`, `2×10⁻⁵`, `−3`.
  package static func text(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "undefined" : value < 0 ? "−∞" : "∞" }
    guard value != 0 else { return "0" }
    let exponent = Self.exponent(of: value)
    if exponent < -3 || exponent > 4 {
      return scientific(value, exponent: exponent, decimals: digits - 1, trims: true)
    }
    return trimmed(fixed(value, decimals: max(0, digits - 1 - exponent)))
  }

  /// The exponent of the first digit.
  static func exponent(of value: Double) -> Int {
    value == 0 ? 0 : Int(floor(log10(abs(value)) + 1e-12))
  }

  /// `−0.25`, with the sign that is as wide as a plus.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = !text.contains { $0 != "0" && $0 != "." }
    return (value < 0 && !isZero ? "−" : "") + text
  }

  /// `2.5×10⁻⁵`.
  static func scientific(
    _ value: Double, exponent: Int, decimals: Int, trims: Bool = false
  ) -> String {
    // In two steps: the power itself may lie beyond the smallest number.
    let half = exponent / 2
    let mantissa = fixed(
      value / pow(10, Double(half)) / pow(10, Double(exponent - half)), decimals: decimals)
    guard trims else { return mantissa + "×" + power(exponent) }
    let short = trimmed(mantissa)
    return (short == "1" ? "" : short == "−1" ? "−" : short + "×") + power(exponent)
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  private static func raised(_ exponent: Int) -> String {
    let letters = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (exponent < 0 ? "⁻" : "")
      + String(String(abs(exponent)).compactMap { $0.wholeNumberValue.map { letters[$0] } })
  }
}
