/// A denoiser named in the parameters of another plugin: `{"name": …, parameters…}`, or just a name.
///
/// It is fitted to what the other plugin is fitted to, so it has no `dataset`, and no `label`.
public struct DenoiserEntry: ParameterType {
  public let request: DenoiserRequest

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> DenoiserEntry? {
    read(json, sharing: [], with: reader)
  }

  /// - Parameter others: keys of the object that are read by somebody else.
  public static func read(
    _ json: JSON, sharing others: [String], with reader: ParameterReader
  ) -> DenoiserEntry? {
    guard let catalogue = reader.catalogue else {
      reader.report(
        "a denoiser can be named only where there is a catalogue to find it in", at: json)
      return nil
    }
    return catalogue.denoiser(json, sharing: others, with: reader).map(DenoiserEntry.init)
  }

  public var json: JSON {
    .object(
      [("name", .string(request.name))] + request.parameters.members!.map { ($0.key, $0.value) })
  }

  public func identity() throws -> JSON { try request.identity() }
  public static var isWrittenAsString: Bool { true }
  public static func typeName(within bounds: Bounds?) -> String { "a denoiser" }
  public static func schema(within bounds: Bounds?) -> JSON { ["$ref": "#/$defs/denoiser"] }
}
