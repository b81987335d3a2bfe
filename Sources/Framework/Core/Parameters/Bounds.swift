/// The range that a numeric parameter may lie in, written `0..<1`, `1...`, `0...1` or `.above(0)`.
public struct Bounds: Sendable, Equatable, CustomStringConvertible {
  public var lower: Double?
  public var lowerIncluded = true
  public var upper: Double?
  public var upperIncluded = true

  public func contains(_ value: Double) -> Bool {
    if let lower, value < lower || (!lowerIncluded && value == lower) { return false }
    if let upper, value > upper || (!upperIncluded && value == upper) { return false }
    return true
  }

  public var description: String {
    func text(_ value: Double) -> String { JSON.number(value).canonicalText }
    switch (lower, upper) {
    case (nil, nil): return "any"
    case (let lower?, nil): return (lowerIncluded ? "at least " : "above ") + text(lower)
    case (nil, let upper?): return (upperIncluded ? "at most " : "below ") + text(upper)
    case (let lower?, let upper?) where lower == upper: return "that is " + text(lower)
    case (let lower?, let upper?):
      return "in " + (lowerIncluded ? "[" : "(") + "\(text(lower)), \(text(upper))"
        + (upperIncluded ? "]" : ")")
    }
  }
}

/// Swift ranges that can serve as ``Bounds``.
public protocol BoundsConvertible: Sendable { var bounds: Bounds { get } }

// Members of the protocol, so that a parameter may say `in: .above(0)`.
extension BoundsConvertible where Self == Bounds {
  /// Every number.
  public static var unlimited: Bounds { Bounds() }

  /// Everything greater than `value`.
  public static func above(_ value: Double) -> Bounds { Bounds(lower: value, lowerIncluded: false) }

  /// Greater than `lower`, at most `upper`.
  public static func above(_ lower: Double, upTo upper: Double) -> Bounds {
    Bounds(lower: lower, lowerIncluded: false, upper: upper)
  }
}

/// Numbers that ranges of bounds may be written with.
public protocol BoundsNumber: Comparable, Sendable { var boundsValue: Double { get } }
extension Int: BoundsNumber { public var boundsValue: Double { Double(self) } }
extension Double: BoundsNumber { public var boundsValue: Double { self } }

extension Bounds: BoundsConvertible { public var bounds: Bounds { self } }

extension ClosedRange: BoundsConvertible where Bound: BoundsNumber {
  public var bounds: Bounds {
    Bounds(lower: lowerBound.boundsValue, upper: upperBound.boundsValue)
  }
}

extension Range: BoundsConvertible where Bound: BoundsNumber {
  public var bounds: Bounds {
    Bounds(lower: lowerBound.boundsValue, upper: upperBound.boundsValue, upperIncluded: false)
  }
}

extension PartialRangeFrom: BoundsConvertible where Bound: BoundsNumber {
  public var bounds: Bounds { Bounds(lower: lowerBound.boundsValue) }
}
