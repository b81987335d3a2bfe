/// An odd number of pixels: the side of a window that has a pixel in its middle.
public struct OddSize: ParameterType, Equatable {
  public let value: Int

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> OddSize? {
    guard let value = json.int, value >= 1 else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    guard value % 2 == 1 else {
      reader.report(
        "the side of a window must be odd, so that a pixel lies in its middle; "
          + "use \(value - 1) or \(value + 1) instead of \(value)", at: json)
      return nil
    }
    return OddSize(value: value)
  }

  public var json: JSON { .integer(value) }
  public static func typeName(within bounds: Bounds?) -> String { "an odd integer at least 1" }
  public static func schema(within bounds: Bounds?) -> JSON {
    ["type": "integer", "minimum": 1, "not": ["multipleOf": 2]]
  }
}
