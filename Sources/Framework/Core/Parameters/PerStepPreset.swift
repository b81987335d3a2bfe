import Foundation

/// A published list of one value for each noise level, which a spec may name in place of a list.
///
/// A list is published for the levels of one run. At another level the entry holds whose
/// noise-to-signal ratio s/a is nearest in the logarithm (of two equally near ones the noisier), so
/// that a list for 18 EDM steps serves a run with 10 DDIM steps.
public struct PerStepPreset: Sendable {
  public let name: String
  /// Whose list it is, and for which run.
  public let source: String
  /// The ratios s/a that the list is published for, noisiest first.
  public let ratios: [Double]
  /// The entries as in a spec, one for each ratio.
  public let values: [JSON]

  /// - Precondition: there is one value for each level, and at least one.
  public init(_ name: String, _ source: String, levels: [NoiseLevel], values: [JSON]) {
    precondition(!values.isEmpty && levels.count == values.count, "one value for each level")
    self.name = name
    self.source = source
    ratios = levels.map { $0.noise / $0.signal }
    self.values = values
  }

  /// The list for a run with these levels.
  public func list(at levels: [NoiseLevel]) -> JSON {
    .array(
      levels.map { level in
        let distances = ratios.map { abs(log($0) - log(level.noise / level.signal)) }
        return values[distances.firstIndex(of: distances.min()!)!]
      })
  }
}

extension [PerStepPreset] {
  /// The list that the name `json` stands for, noted for the resolved spec; `json` itself if it is
  /// no name; nil if it is an unknown name, which is reported.
  func list(for json: JSON, with reader: ParameterReader) -> JSON? {
    guard let name = json.string else { return json }
    guard let preset = first(where: { $0.name == name }) else {
      let hint = NearestName.hint(name, among: map(\.name), called: "lists")
      reader.report("no published list is called \"\(name)\"\(hint)", at: json)
      return nil
    }
    // Without a run, the list is the published one.
    let list = reader.levels.map(preset.list) ?? .array(preset.values)
    reader.issues.note(list: list, writtenAt: json.location)
    return JSON(list.kind, at: json.location)
  }
}
