import Foundation

/// A field of a CSV table.
public enum CSVValue: Equatable, Sendable {
  case text(String)
  case number(Double)
  case integer(Int)
  /// Nothing known: an empty field.
  case missing

  /// The field's text, not yet quoted.
  ///
  /// Numbers have the fewest digits that give the same number again when read: `1`, `0.1`, `1e-65`,
  /// `inf`. NaN is an empty field.
  public var field: String {
    switch self {
    case .text(let text): return text
    case .integer(let integer): return String(integer)
    case .missing: return ""
    case .number(let number):
      if number.isNaN { return "" }
      let text = number.description
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
  }
}

extension CSVValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .text(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(nilLiteral: ()) { self = .missing }
}
