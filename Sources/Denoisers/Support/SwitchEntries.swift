import Framework

/// Denoisers for falling noise-to-signal ratios: `[{"name": "wiener", "above": 2}, "optimal"]`.
public struct SwitchEntries: ParameterType {
  public struct Entry: Sendable {
    let denoiser: DenoiserEntry
    /// The least s/a at which it answers; nil for the last.
    let above: Double?
  }

  /// At least one; bounds fall, and only the last entry has none.
  public let entries: [Entry]

  private static let bounds = Bounds.above(0)

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> SwitchEntries? {
    guard let list = json.array, !list.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    var entries: [Entry] = []
    for (index, item) in list.enumerated() {
      let here = reader.at(index)
      let denoiser = DenoiserEntry.read(item, sharing: ["above"], with: here)
      let given = item["above"]
      let above = given.flatMap { Double.read($0, within: Self.bounds, with: here.at("above")) }
      guard let denoiser, (given == nil) == (above == nil) else { continue }
      let isLast = index + 1 == list.count
      if isLast != (above == nil) {
        here.report(
          isLast
            ? "the last entry answers below all bounds; leave its \"above\" out"
            : "the key \"above\" is missing: the noise-to-signal ratio from which this entry answers",
          at: item)
        continue
      }
      if let above, let last = entries.last?.above, above >= last {
        here.at("above").report(
          "bounds must fall from entry to entry, and \(above) is not below \(last)", at: given)
      }
      entries.append(Entry(denoiser: denoiser, above: above))
    }
    let isComplete = entries.count == list.count
    let falls = zip(entries, entries.dropFirst()).allSatisfy { a, b in
      b.above.map { $0 < a.above ?? 0 } ?? true
    }
    return isComplete && falls ? SwitchEntries(entries: entries) : nil
  }

  private func written(_ form: (DenoiserEntry) throws -> JSON) rethrows -> JSON {
    .array(
      try entries.map { entry in
        var json = try form(entry.denoiser)
        if let above = entry.above { json["above"] = .number(above) }
        return json
      })
  }

  public var json: JSON { written { $0.json } }
  public func identity() throws -> JSON { try written { try $0.identity() } }

  public static func typeName(within bounds: Bounds?) -> String {
    "a list of denoisers, each but the last with \"above\""
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    let entry: JSON = [
      "anyOf": [
        DenoiserEntry.schema(within: nil),
        [
          "type": "object", "required": ["name"],
          "properties": ["above": Double.schema(within: Self.bounds)],
        ],
      ]
    ]
    return ["type": "array", "items": entry, "minItems": 1]
  }
}
