import Framework

/// Which places of the image a posterior of a ``FilteredPosterior`` answers for.
public enum PosteriorResponse: ParameterType {
  /// Its own place alone.
  case pixel
  /// All of its window or mask, which overlapping ones share equally.
  case patch
  /// exp(−d²/2w²) of the distance d from its own place, w in pixels, of what all give there.
  case gaussian(Double)

  private enum Word: String, ChoiceParameter { case pixel, patch }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> PosteriorResponse? {
    if json.string != nil {
      return Word.read(json, within: nil, with: reader).map { $0 == .pixel ? .pixel : .patch }
    }
    guard json.members != nil else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    reader.refuseUnknownKeys(of: json, known: ["gaussian"])
    guard let width = json["gaussian"] else { return nil }
    return Double.read(width, within: .above(0), with: reader.at("gaussian"))
      .map { .gaussian($0) }
  }

  public var json: JSON {
    switch self {
    case .pixel: "pixel"
    case .patch: "patch"
    case .gaussian(let width): ["gaussian": .number(width)]
    }
  }

  public static var isWrittenAsString: Bool { true }
  public static var isWrittenAsObject: Bool { true }

  public static func typeName(within bounds: Bounds?) -> String {
    "\"pixel\", \"patch\" or {\"gaussian\": width}"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    [
      "anyOf": [
        ["enum": ["pixel", "patch"]],
        [
          "type": "object", "properties": ["gaussian": Double.schema(within: .above(0))],
          "required": ["gaussian"], "additionalProperties": false,
        ],
      ]
    ]
  }
}

extension PosteriorResponse {
  /// - Throws: ``SpecIssue`` if posteriors with this precision have nothing that could answer so.
  func check(with precision: PosteriorPrecision) throws {
    switch (self, precision) {
    case (.pixel, .inside(let side)) where side > 1:
      throw SpecIssue(
        "windows inside the image stand for no pixel of their own; "
          + "use \"response\": \"patch\", or \"border\": \"cut\"")
    case (.patch, .gaussian), (.patch, .wiener):
      throw SpecIssue(
        "a precision without an edge has no patch to answer for; "
          + "use \"response\": \"pixel\" or {\"gaussian\": width}")
    default: return
    }
  }
}
