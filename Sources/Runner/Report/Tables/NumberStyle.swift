import Foundation

/// How the numbers of a column are rounded: all to one number of decimals, so that they can be
/// compared, three digits for a typical one.
struct NumberStyle: Sendable {
  /// Nil where numbers are so large or small that powers of ten say more.
  let decimals: Int?

  /// - Parameter values: the column's typical sizes; what is not finite does not count.
  init(_ values: [Double]) {
    let sizes = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }.sorted()
    guard !sizes.isEmpty else {
      decimals = 3
      return
    }
    let typical = sizes[sizes.count / 2]
    guard (1e-5..<1e6).contains(typical) else {
      decimals = nil
      return
    }
    decimals = max(typical < 10 ? 2 : 0, 2 - Int(log10(typical).rounded(.down)))
  }

  /// The number with a true minus sign; a dash for one that is not finite.
  func text(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    guard let decimals else { return Self.power(value) }
    let text = String(format: "%.\(decimals)f", value)
    // No -0.000.
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return text.hasPrefix("-") ? (isZero ? "" : "−") + text.dropFirst() : text
  }

  /// Two digits and a power of ten: `3.4 × 10⁻⁸`.
  static func power(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let parts = String(format: "%.1e", value).split(separator: "e")
    let raised = String(Int(parts[1])!).map { $0 == "-" ? "⁻" : raisedDigits[Int(String($0))!] }
    return parts[0].replacing("-", with: "−") + " × 10" + String(raised)
  }

  private static let raisedDigits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")

  /// Four digits at most, without zeros at the end.
  static func short(_ value: Double) -> String {
    String(format: "%.4g", value).replacing("-", with: "−")
  }

  /// A p-value: two digits, powers of ten below 0.001.
  static func p(_ value: Double) -> String {
    guard !value.isNaN else { return "–" }
    if value == 0 { return "0" }
    if value < 0.001 { return power(value) }
    return value >= 0.095 ? String(format: "%.2f", value) : String(format: "%.2g", value)
  }
}
