import Framework

/// What one posterior of a ``FilteredPosterior`` compares images in: how much every number counts.
public enum PosteriorPrecision: ParameterType {
  /// A window of k×k pixels around each pixel; what lies outside the image is ignored.
  case window(OddSize)
  /// Every window of k×k pixels that lies inside the image.
  case inside(Int)
  /// exp(−d²/2w²) of the distance d to each pixel, w in pixels.
  case gaussian(Double)
  /// (|W_q| / max |W_q|)ᵖ of row q of the Wiener filter, for each number q.
  case wiener(Double)
  /// The masks of `pca-locality`, for each number.
  case locality(Double)
  /// The masks of `pspc-flex`, for each pixel.
  case heatmaps(Heatmaps, threshold: Double)

  private static let kinds = ["window", "gaussian", "wiener", "locality", "heatmaps"]

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> PosteriorPrecision? {
    guard let members = json.members, !members.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    let found = kinds.filter { json[$0] != nil }
    guard found.count < 2 else {
      reader.report(
        "give \"\(found[0])\" or \"\(found[1])\", not both", at: json)
      return nil
    }
    let kind = found.first ?? ""
    let others = ["window": ["border"], "heatmaps": ["threshold"]][kind] ?? []
    reader.refuseUnknownKeys(of: json, known: kind.isEmpty ? kinds : [kind] + others)
    guard let value = json[kind] else { return nil }
    func number(_ key: String, in bounds: some BoundsConvertible) -> Double? {
      json[key].flatMap { Double.read($0, within: bounds.bounds, with: reader.at(key)) }
    }
    switch kind {
    case "window": return window(value, border: json["border"], with: reader)
    case "gaussian": return number(kind, in: .above(0)).map { .gaussian($0) }
    case "wiener": return number(kind, in: 0...).map { .wiener($0) }
    case "locality": return number(kind, in: 0...1).map { .locality($0) }
    default:
      guard let threshold = json["threshold"] else {
        reader.report(
          "\"heatmaps\" need a \"threshold\": the share of a map's heat that its mask holds",
          at: json)
        return nil
      }
      let maps = Heatmaps.read(value, within: nil, with: reader.at(kind))
      let share = Double.read(
        threshold, within: .above(0, upTo: 1), with: reader.at("threshold"))
      guard let maps, let share else { return nil }
      return .heatmaps(maps, threshold: share)
    }
  }

  /// Whether windows are cut at the image's border or lie inside it.
  private enum Border: String, ChoiceParameter { case cut, inside }

  private static func window(
    _ side: JSON, border: JSON?, with reader: ParameterReader
  ) -> PosteriorPrecision? {
    let border = border.map { Border.read($0, within: nil, with: reader.at("border")) } ?? .cut
    switch border {
    case .inside:
      return Int.read(side, within: (1...).bounds, with: reader.at("window")).map { .inside($0) }
    case .cut:
      return OddSize.read(side, within: nil, with: reader.at("window")).map { .window($0) }
    case nil: return nil
    }
  }

  public var json: JSON {
    switch self {
    case .window(let side): ["window": side.json, "border": "cut"]
    case .inside(let side): ["window": .integer(side), "border": "inside"]
    case .gaussian(let width): ["gaussian": .number(width)]
    case .wiener(let power): ["wiener": .number(power)]
    case .locality(let threshold): ["locality": .number(threshold)]
    case .heatmaps(let maps, let threshold):
      ["heatmaps": maps.json, "threshold": .number(threshold)]
    }
  }

  public func identity() throws -> JSON {
    guard case .heatmaps(let maps, let threshold) = self else { return json }
    return ["heatmaps": try maps.identity(), "threshold": .number(threshold)]
  }

  public static var isWrittenAsObject: Bool { true }

  public static func typeName(within bounds: Bounds?) -> String {
    "{\"window\": side, \"border\": \"cut\" or \"inside\"}, {\"gaussian\": width}, "
      + "{\"wiener\": power}, {\"locality\": threshold} or "
      + "{\"heatmaps\": maps, \"threshold\": share}"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    func object(_ members: [(String, JSON)], optional: [String] = []) -> JSON {
      let required = members.map(\.0).filter { !optional.contains($0) }
      return [
        "type": "object", "properties": .object(members),
        "required": .array(required.map { .string($0) }), "additionalProperties": false,
      ]
    }
    return [
      "anyOf": [
        object(
          [
            ("window", Int.schema(within: (1...).bounds)), ("border", Border.schema(within: nil)),
          ], optional: ["border"]),
        object([("gaussian", Double.schema(within: .above(0)))]),
        object([("wiener", Double.schema(within: (0...).bounds))]),
        object([("locality", Double.schema(within: (0...1).bounds))]),
        object([
          ("heatmaps", Heatmaps.schema(within: nil)),
          ("threshold", Double.schema(within: .above(0, upTo: 1))),
        ]),
      ]
    ]
  }
}
