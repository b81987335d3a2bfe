/// The parameters of one plugin: a struct of ``Parameter`` properties, each with a default or
/// required.
public protocol ParameterSet: Sendable {
  init()

  /// Keys of which a spec may give one only, as each says the same in its own way.
  static var alternatives: [[String]] { get }
}

extension ParameterSet {
  public static var alternatives: [[String]] { [] }
}

/// For plugins without parameters.
public struct NoParameters: ParameterSet {
  public init() {}
}

extension ParameterSet {
  /// Reads the parameters from the object `json`.
  ///
  /// - Parameter sharedWith: keys of the object that belong to somebody else ("name", "label"…); nil
  ///   leaves unknown keys to whoever reads the object together with this set.
  /// - Returns: nil if something is wrong; every error has then been reported to the reader.
  public static func read(
    _ json: JSON, with reader: ParameterReader, sharedWith others: [String]? = []
  ) -> Self? {
    let before = reader.issues.reports
    let parameters = Self()
    let slots = parameters.slots
    guard let members = json.members else { return reader.expected("an object", found: json) }
    if let others { reader.refuseUnknownKeys(of: json, known: others + slots.map(\.key)) }
    for group in alternatives {
      let given = group.filter { json[$0].map { $0.string != None.word } ?? false }
      if given.count > 1 {
        reader.report("\(given.spoken()) exclude each other; leave one of them out", at: json)
      }
    }
    for (key, slot) in slots {
      if let member = members.first(where: { $0.key == key }) {
        slot.read(member.value, with: reader.at(key))
      } else if slot.currentJSON == nil {
        let type = slot.description(named: key).type
        reader.report(
          "the required key \"\(key)\" (\(type)) is missing\(json.sweepHint)", at: json)
      } else {
        slot.settle(with: reader)
      }
    }
    return reader.issues.reports == before ? parameters : nil
  }

  /// Reads the parameters from a literal in code: `Wiener.Parameters(["rank": 20])`.
  ///
  /// - Parameter catalogue: the plugins that a parameter may name.
  /// - Throws: ``SpecIssues``.
  public init(_ json: JSON, steps: Int? = nil, catalogue: Catalogue? = nil) throws {
    let issues = IssueCollector()
    let parameters = Self.read(
      json, with: ParameterReader(issues: issues, steps: steps, catalogue: catalogue))
    try issues.check()
    self = parameters ?? Self()
  }

  public static var descriptions: [ParameterDescription] {
    Self().slots.map { $0.slot.description(named: $0.key) }
  }

  public static var keys: [String] { Self().slots.map(\.key) }

  /// All values, defaults included, as they would be written in a spec.
  public var json: JSON { .object(slots.map { ($0.key, $0.slot.currentJSON ?? .init(.null)) }) }

  /// All values with files replaced by their content's hash: what can change a unit's numbers.
  public func identity() throws -> JSON {
    .object(try slots.compactMap { key, slot in try slot.identity().map { (key, $0) } })
  }

  private var slots: [(key: String, slot: any AnyParameter)] {
    Mirror(reflecting: self).children.compactMap { child in
      guard let label = child.label, let slot = child.value as? any AnyParameter else { return nil }
      return (snakeCase(label.drop { $0 == "_" }), slot)
    }
  }
}

/// `energyCutoff` as `energy_cutoff`.
private func snakeCase(_ name: some StringProtocol) -> String {
  name.reduce(into: "") { result, character in
    result += character.isUppercase ? "_" + character.lowercased() : String(character)
  }
}
