import Foundation
import Framework

/// A network's weights as a spec names them: a folder, a file, or `builtin:NAME` for a network that
/// comes with Locus.
public struct NetworkWeights: ParameterType {
  enum Place: Sendable {
    case path(FilePath)
    case builtIn(String)
  }

  let place: Place

  /// Which tensors of a file with several networks are meant: keys joined by dots. Nil for the only one,
  /// or for the running average.
  public var key: String?

  public init(_ path: FilePath, key: String? = nil) {
    place = .path(path)
    self.key = key
  }

  /// A network that comes with Locus.
  public init(builtIn name: String) { place = .builtIn(name) }

  // MARK: Parameter

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> NetworkWeights? {
    if let text = json.string, text.hasPrefix(BuiltInNetworks.prefix) {
      return NetworkWeights(builtIn: String(text.dropFirst(BuiltInNetworks.prefix.count)))
    }
    return FilePath.read(json, within: bounds, with: reader).map { NetworkWeights($0) }
  }

  public var json: JSON {
    switch place {
    case .path(let path): path.json
    case .builtIn(let name): .string(BuiltInNetworks.prefix + name)
    }
  }
  public static var isWrittenAsString: Bool { true }
  public static func typeName(within bounds: Bounds?) -> String {
    "a path or \"\(BuiltInNetworks.prefix)NAME\""
  }
  public static func schema(within bounds: Bounds?) -> JSON { ["type": "string"] }

  /// Hashes of the files' bytes, wherever they lie.
  public func identity() throws -> JSON {
    .array(try files().all.map { .string(SHA256.hash(try MappedFile.data(at: $0)).hex) })
  }
}
