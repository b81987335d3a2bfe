import Framework

/// The output pixels that the task `sensitivity` looks at.
public enum PixelChoice: ParameterType {
  /// The middle of the image, (h/2, w/2).
  case center
  /// Every pixel, row by row.
  case all
  /// These, and where they were written.
  case places([Pixel], at: [TextLocation?] = [])

  /// The pixels of images of a shape.
  ///
  /// - Throws: ``SpecIssue`` if one lies outside.
  public func pixels(in shape: ImageShape) throws -> [Pixel] {
    switch self {
    case .center: return [Pixel(y: shape.height / 2, x: shape.width / 2)]
    case .all: return shape.pixels
    case .places(let pixels, let locations):
      for (index, pixel) in pixels.enumerated()
      where pixel.y >= shape.height || pixel.x >= shape.width {
        throw SpecIssue(
          "[\(pixel.y), \(pixel.x)] lies outside the images of \(shape); [y, x] is at most "
            + "[\(shape.height - 1), \(shape.width - 1)]",
          path: JSONPath().appending("pixels").appending(index),
          at: locations.indices.contains(index) ? locations[index] : nil)
      }
      return pixels
    }
  }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> PixelChoice? {
    if json.string == "center" { return .center }
    if json.string == "all" { return .all }
    guard let places = json.array, !places.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    var pixels: [Pixel] = []
    for (index, place) in places.enumerated() {
      let numbers = place.array?.compactMap(\.int) ?? []
      guard numbers.count == 2, place.array?.count == 2, numbers.allSatisfy({ $0 >= 0 }) else {
        return reader.at(index).expected("a pixel [y, x], counted from 0", found: place)
      }
      let pixel = Pixel(y: numbers[0], x: numbers[1])
      guard !pixels.contains(pixel) else {
        reader.at(index).report("this pixel stands twice; remove one of them", at: place)
        return nil
      }
      pixels.append(pixel)
    }
    return .places(pixels, at: places.map(\.location))
  }

  public var json: JSON {
    switch self {
    case .center: "center"
    case .all: "all"
    case .places(let pixels, _): .array(pixels.map { [.integer($0.y), .integer($0.x)] })
    }
  }

  public static var isWrittenAsString: Bool { true }

  public static func typeName(within bounds: Bounds?) -> String {
    "\"center\", \"all\" or a list of pixels [y, x]"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    let pixel: JSON = [
      "type": "array", "items": ["type": "integer", "minimum": 0], "minItems": 2, "maxItems": 2,
    ]
    return [
      "anyOf": [
        ["enum": ["center", "all"]], ["type": "array", "items": pixel, "minItems": 1],
      ]
    ]
  }
}
