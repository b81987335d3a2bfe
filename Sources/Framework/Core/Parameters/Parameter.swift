/// A described parameter of a plugin.
///
/// ```swift
/// @Parameter("Fraction of the total variance removed, weakest components first.", in: 0..<1)
/// public var energyCutoff = 0.0
/// ```
/// The one declaration gives decoding, default, range, help and schema; the key in a spec is the
/// property's name in snake_case (`energy_cutoff`). A parameter without a default is required.
/// `presets` are published per-step lists that a spec may name, `candidates` the values that
/// `locus calibrate` tries. A parameter that came after units had been recorded says
/// `identifiesAtDefault: false`: its default is no part of their identity, so that they stay valid.
@propertyWrapper
public struct Parameter<Value: ParameterType>: Sendable {
  private let cell: ParameterCell<Value>
  let meaning: String
  let bounds: Bounds?
  let presets: [PerStepPreset]
  let candidates: Candidates?
  /// The value that is no part of a unit's identity, if there is one.
  private let silent: JSON?

  /// A parameter with a default. `bounds` applies to every number in the value.
  public init(
    wrappedValue: Value, _ meaning: String, in bounds: some BoundsConvertible = Bounds.unlimited,
    presets: [PerStepPreset] = [], candidates: Candidates? = nil, identifiesAtDefault: Bool = true
  ) {
    self.init(
      ParameterCell(wrappedValue), meaning, bounds.bounds, presets, candidates,
      silent: identifiesAtDefault ? nil : wrappedValue.json)
  }

  /// A required parameter.
  public init(
    _ meaning: String, in bounds: some BoundsConvertible = Bounds.unlimited,
    presets: [PerStepPreset] = [], candidates: Candidates? = nil
  ) {
    self.init(ParameterCell(nil), meaning, bounds.bounds, presets, candidates)
  }

  private init(
    _ cell: ParameterCell<Value>, _ meaning: String, _ bounds: Bounds,
    _ presets: [PerStepPreset], _ candidates: Candidates?, silent: JSON? = nil
  ) {
    precondition(presets.isEmpty || Value.isPerStep, "presets are per-step lists: \(meaning)")
    self.cell = cell
    self.meaning = meaning
    self.bounds = bounds == .unlimited ? nil : bounds
    self.presets = presets
    self.candidates = candidates
    self.silent = silent
  }

  public var wrappedValue: Value {
    guard let value = cell.value else {
      preconditionFailure("a required parameter is read before it was decoded: \(meaning)")
    }
    return value
  }
}

/// The one slot of a parameter.
///
/// Reflection reads properties but cannot set them, so the value lies behind a reference. It is
/// written once, by ``ParameterSet/read(_:with:sharedWith:)``, before the set leaves that function; from
/// then on the cell is immutable, which is what makes it safe to share between threads.
private final class ParameterCell<Value: Sendable>: @unchecked Sendable {
  var value: Value?
  init(_ value: Value?) { self.value = value }
}

/// What ``ParameterSet`` needs of a wrapper whatever its value's type.
protocol AnyParameter {
  func description(named key: String) -> ParameterDescription
  func read(_ json: JSON, with reader: ParameterReader)
  func settle(with reader: ParameterReader)
  var currentJSON: JSON? { get }
  /// Nil where the value is no part of a unit's identity.
  func identity() throws -> JSON?
}

extension Parameter: AnyParameter {
  func description(named key: String) -> ParameterDescription {
    let type = Value.typeName(within: bounds)
    let schema = Value.schema(within: bounds)
    let names = presets.map(\.name)
    return ParameterDescription(
      key: key, meaning: meaning,
      type: ([type] + names.map { "\"\($0)\"" }).joined(separator: ", or "),
      schema: names.isEmpty
        ? schema : ["anyOf": [schema, ["enum": .array(names.map(JSON.string))]]],
      defaultValue: cell.value?.json, presets: presets, candidates: candidates,
      isPerStep: Value.isPerStep)
  }

  func read(_ json: JSON, with reader: ParameterReader) {
    guard let json = presets.isEmpty ? json : presets.list(for: json, with: reader) else { return }
    if let value = Value.read(json, within: bounds, with: reader) { cell.value = value }
  }

  /// Fits a default to where the spec is read.
  func settle(with reader: ParameterReader) { cell.value = cell.value?.settled(with: reader) }

  var currentJSON: JSON? { cell.value?.json }

  func identity() throws -> JSON? {
    // Not `nil`, which would be the JSON null.
    wrappedValue.json == silent ? .none : .some(try wrappedValue.identity())
  }
}

/// A parameter as `describe` and `schema` show it.
public struct ParameterDescription: Sendable {
  public let key: String
  public let meaning: String
  /// Type and range in words: "number in [0, 1), or one per step".
  public let type: String
  public let schema: JSON
  /// Nil for a required parameter.
  public let defaultValue: JSON?
  /// Published lists that a spec may name in place of a value.
  public let presets: [PerStepPreset]
  /// What `locus calibrate` tries; nil for a parameter that it leaves alone.
  public let candidates: Candidates?
  /// Whether the value may be a list with one entry for each step.
  public let isPerStep: Bool

  public var isRequired: Bool { defaultValue == nil }
}
