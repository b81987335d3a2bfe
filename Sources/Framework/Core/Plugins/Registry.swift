/// The plugins of one kind by name: an immutable list whose names are unique.
public struct Registry: Sendable {
  /// "denoisers", "datasets", "schedules" or "metrics", for errors and lists.
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

/// Everything that a spec can name: the four registries together.
public struct Catalogue: Sendable {
  public let denoisers: Registry
  public let datasets: Registry
  public let schedules: Registry
  public let metrics: Registry

  /// - Throws: ``DuplicatePlugin``.
  public init(
    denoisers: [any Denoiser.Type], datasets: [any Dataset.Type],
    schedules: [any Schedule.Type], metrics: [any Metric.Type]
  ) throws {
    self.denoisers = try Registry("denoisers", denoisers)
    self.datasets = try Registry("datasets", datasets)
    self.schedules = try Registry("schedules", schedules)
    self.metrics = try Registry("metrics", metrics)
  }

  private init(_ registries: [Registry]) {
    (denoisers, datasets, schedules, metrics) = (
      registries[0], registries[1], registries[2], registries[3]
    )
  }

  public var registries: [Registry] { [denoisers, datasets, schedules, metrics] }

  /// The catalogue with one more plugin, of whichever kinds it is.
  ///
  /// - Throws: ``DuplicatePlugin``.
  public func adding(_ plugin: any Plugin.Type) throws -> Catalogue {
    let kinds = [
      plugin is any Denoiser.Type, plugin is any Dataset.Type, plugin is any Schedule.Type,
      plugin is any Metric.Type,
    ]
    return Catalogue(
      try zip(registries, kinds).map { registry, belongs in
        belongs ? try Registry(registry.kind, registry.plugins + [plugin]) : registry
      })
  }
}
