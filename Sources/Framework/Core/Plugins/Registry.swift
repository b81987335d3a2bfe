/// The plugins of one kind by name: an immutable list whose names are unique.
public struct Registry: Sendable {
  /// "tasks", "denoisers", "datasets", "schedules" or "metrics", for errors and lists.
  public let kind: String
  public let plugins: [any Plugin.Type]

  /// - Throws: ``DuplicatePlugin`` if two plugins have one name.
  public init(_ kind: String, _ plugins: [any Plugin.Type]) throws {
    self.kind = kind
    self.plugins = plugins
    var names: Set<String> = []
    for plugin in plugins where !names.insert(plugin.name).inserted {
      throw DuplicatePlugin(kind: kind, name: plugin.name)
    }
  }

  public var names: [String] { plugins.map { $0.name } }

  public subscript(name: String) -> (any Plugin.Type)? { plugins.first { $0.name == name } }

  /// The plugin that the string `json` names; reports an unknown name with the nearest known one.
  func find(_ json: JSON, with reader: ParameterReader) -> (any Plugin.Type)? {
    guard let name = json.string else {
      return reader.expected("the name of one of the \(kind)", found: json)
    }
    if let plugin = self[name] { return plugin }
    let hint = NearestName.hint(name, among: names, called: kind)
    reader.report("there is no \"\(name)\" among the \(kind)\(hint)", at: json)
    return nil
  }
}

/// Two plugins of one kind have the same name.
public struct DuplicatePlugin: Error, Equatable, CustomStringConvertible {
  public let kind: String
  public let name: String

  public var description: String {
    "two \(kind) are called \"\(name)\"; give one of them another name"
  }
}
