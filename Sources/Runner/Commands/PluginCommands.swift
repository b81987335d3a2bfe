import Foundation
import Framework

/// `locus list` and `locus describe`.
enum PluginCommands {
  static let list = Command(
    "list", "List the plugins: tasks, denoisers, datasets, schedules, metrics",
    usage: "[tasks | denoisers | datasets | schedules | metrics]",
    examples: ["locus list", "locus list denoisers", "locus list --json"],
    options: [.json("the plugins with their parameters")], words: 1
  ) { context, arguments in
    let registries = try registries(context, arguments.words.first)
    if arguments.has("--json") {
      Terminal.print(
        JSON.object(
          registries.map { registry in
            (registry.kind, .array(registry.plugins.map { describe($0) }))
          }
        ).prettyText())
      return .done
    }
    for registry in registries {
      Terminal.print(Terminal.bold(registry.kind))
      let width = registry.names.map(\.count).max() ?? 0
      for plugin in registry.plugins {
        let name = plugin.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        Terminal.print("  \(name)\(plugin.summary)")
      }
      Terminal.print("")
    }
    return .done
  }

  static let describe = Command(
    "describe", "Show a plugin's parameters, defaults, ranges and meaning",
    usage: "[KIND] NAME",
    examples: [
      "locus describe wiener", "locus describe generate", "locus describe dataset synthetic --json",
    ],
    options: [.json("the description")], words: 2
  ) { context, arguments in
    guard let name = arguments.words.last else {
      throw UsageError("describe needs a plugin's name, e.g. locus describe wiener")
    }
    let kind = arguments.words.count > 1 ? arguments.words[0] : nil
    let found = try registries(context, kind).flatMap { registry in
      registry.plugins.filter { $0.name == name }.map { (registry.kind, $0) }
    }
    guard !found.isEmpty else {
      let hint = NearestName.hint(
        name, among: context.catalogue.registries.flatMap(\.names), called: "plugins")
      throw UsageError("there is no plugin \"\(name)\"\(hint)")
    }
    if arguments.has("--json") {
      let descriptions = found.map { describe($1) }
      Terminal.print(
        (found.count == 1 ? descriptions[0] : .array(descriptions)).prettyText())
      return .done
    }
    for (kind, plugin) in found {
      for line in text(plugin, kind: kind) { Terminal.print(line) }
    }
    return .done
  }

  private static func registries(
    _ context: CommandContext, _ kind: String?
  ) throws -> [Registry] {
    let all = context.catalogue.registries
    guard let kind else { return all }
    let found = all.filter { $0.kind == kind || $0.kind == kind + "s" }
    guard !found.isEmpty else {
      let hint = NearestName.hint(kind, among: all.map(\.kind), called: "kinds")
      throw UsageError("there is no kind of plugin \"\(kind)\"\(hint)")
    }
    return found
  }

  // MARK: Descriptions

  /// The plugin's parameters and what stands beside them in a spec, with whether it is needed.
  private static func parameters(
    _ plugin: any Plugin.Type
  ) -> [(description: ParameterDescription, isNeeded: Bool)] {
    func open<P: Plugin>(_ type: P.Type) -> [ParameterDescription] { P.Parameters.descriptions }
    let own = open(plugin) + (plugin is any Dataset.Type ? DatasetOptions.descriptions : [])
    return own.map { ($0, $0.isRequired) }
      + ((plugin as? any SpecTask.Type)?.keys.descriptions ?? [])
  }

  private static func text(_ plugin: any Plugin.Type, kind: String) -> [String] {
    var lines = ["\(Terminal.bold(plugin.name)) (\(kind.dropLast())): \(plugin.summary)", ""]
    let parameters = parameters(plugin)
    if parameters.isEmpty { lines.append("  No parameters.") }
    for (parameter, isNeeded) in parameters {
      let value =
        isNeeded ? "required" : parameter.defaultValue.map { "default \($0.canonicalText)" } ?? ""
      lines += [
        "  \(Terminal.bold(parameter.key)): \(parameter.type) [\(value)]",
        "      \(parameter.meaning)",
      ]
      lines += parameter.presets.map {
        "      \"\($0.name)\": \($0.source): \(JSON.array($0.values).canonicalText)"
      }
    }
    return lines + [""]
  }

  private static func describe(_ plugin: any Plugin.Type) -> JSON {
    [
      "name": .string(plugin.name), "summary": .string(plugin.summary),
      "parameters": .array(
        parameters(plugin).map { parameter, isNeeded in
          [
            "key": .string(parameter.key), "type": .string(parameter.type),
            "required": .bool(isNeeded),
            "default": parameter.defaultValue ?? JSON(.null),
            "meaning": .string(parameter.meaning),
            "lists": .object(
              parameter.presets.map {
                ($0.name, ["source": .string($0.source), "values": .array($0.values)])
              }),
          ]
        }),
    ]
  }
}
