import Framework

/// Everything that a spec may name or hold, as `list` and `describe` show it.
struct Vocabulary {
  /// A plugin, a sampler or a key of a spec.
  struct Entry {
    let kind: String
    let name: String
    let summary: String
    /// What it takes, under headings where there are several groups of it.
    var groups: [Group] = []
    /// What else is to be known, in lines.
    var notes: [String] = []
    /// Members of the JSON beside those of every entry.
    var facts: [(String, JSON)] = []
  }

  struct Group {
    var title: String?
    var parameters: [(description: ParameterDescription, isNeeded: Bool)]
  }

  /// The kinds with their entries, in the order of `locus list`.
  let kinds: [(name: String, entries: [Entry])]

  init(_ catalogue: Catalogue) {
    kinds =
      catalogue.registries.map { registry in
        (registry.kind, registry.plugins.map { Entry($0, kind: registry.kind) })
      } + [
        ("samplers", BuiltInSamplers.all.map { Entry(sampler: $0, in: catalogue) }),
        ("keys", catalogue.keys.map { Entry($0) }),
      ]
  }

  /// The kinds called `name`, as "denoisers" or "denoiser"; all without a name.
  ///
  /// - Throws: ``UsageError`` with the nearest name.
  func kinds(named name: String?) throws -> [(name: String, entries: [Entry])] {
    guard let name else { return kinds }
    let found = kinds.filter { $0.name == name || $0.name == name + "s" }
    guard !found.isEmpty else {
      let hint = NearestName.hint(name, among: kinds.map(\.name), called: "kinds")
      throw UsageError("there is no kind of plugin \"\(name)\"\(hint)")
    }
    return found
  }

  /// The entries called `name`, of one kind or of all.
  ///
  /// - Throws: ``UsageError`` with the nearest name.
  func entries(_ name: String, of kind: String?) throws -> [Entry] {
    let searched = try kinds(named: kind)
    let found = searched.flatMap(\.entries).filter { $0.name == name }
    guard found.isEmpty else { return found }
    if kind == nil, let kind = try? kinds(named: name).first {
      throw UsageError("\(kind.name) are many; `locus list \(kind.name)` shows their names")
    }
    let (one, many) =
      kind == nil
      ? ("plugin or key", "plugins and keys")
      : (String(searched[0].name.dropLast()), searched[0].name)
    let names = searched.flatMap(\.entries).map(\.name)
    let hint = NearestName.hint(name, among: names, called: many)
    throw UsageError("there is no \(one) \"\(name)\"\(hint)")
  }
}

// MARK: - Entries

extension Vocabulary.Entry {
  init(_ plugin: any Plugin.Type, kind: String) {
    self.init(kind: kind, name: plugin.name, summary: plugin.summary)
    groups = [Vocabulary.Group(parameters: Self.parameters(of: plugin))]
  }

  init(sampler: any Sampler.Type, in catalogue: Catalogue) {
    self.init(kind: "samplers", name: sampler.name, summary: sampler.summary)
    let schedules = catalogue.schedules.plugins.filter { plugin in
      Self.parameters(of: plugin).contains {
        $0.description.key == "sampler" && $0.description.type.contains("\"\(sampler.name)\"")
      }
    }
    notes = [
      "\"sampler\": \"\(sampler.name)\" in the schedules "
        + schedules.map { $0.name }.joined(separator: ", ")
    ]
    facts = [("schedules", .array(schedules.map { .string($0.name) }))]
  }

  init(_ key: KeyDescription) {
    let parameter = key.parameter
    self.init(kind: "keys", name: parameter.key, summary: parameter.meaning)
    var value = parameter.type
    if parameter.isRequired { value += " [required]" }
    if !key.neededBy.isEmpty {
      value += " [required by \(key.neededBy.joined(separator: ", "))]"
    } else if let standard = parameter.defaultValue, !standard.isNull {
      value += " [default \(standard.canonicalText)]"
    }
    notes = [value] + [key.note].compactMap { $0 }
    if let tasks = key.tasks {
      notes.append("Tasks that take it: \(tasks.joined(separator: ", "))")
    }
    groups = key.parts.map { part in
      Vocabulary.Group(
        title: part.title, parameters: part.parameters.map { ($0, $0.isRequired) })
    }
    facts = [
      ("type", .string(parameter.type)), ("required", .bool(parameter.isRequired)),
      ("required_by", .array(key.neededBy.map(JSON.string))),
      ("default", parameter.defaultValue ?? JSON(.null)),
      ("tasks", key.tasks.map { .array($0.map(JSON.string)) } ?? JSON(.null)),
    ]
  }

  /// The plugin's parameters and what stands beside them in a spec, with whether it is needed.
  private static func parameters(
    of plugin: any Plugin.Type
  ) -> [(description: ParameterDescription, isNeeded: Bool)] {
    func open<P: Plugin>(_ type: P.Type) -> [ParameterDescription] { P.Parameters.descriptions }
    let own =
      open(plugin) + (plugin is any Dataset.Type ? DatasetOptions.descriptions : [])
      + (plugin is any Denoiser.Type ? VariantOptions.descriptions : [])
    return own.map { ($0, $0.isRequired) }
      + ((plugin as? any SpecTask.Type)?.keys.descriptions ?? [])
  }
}
