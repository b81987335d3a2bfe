import Foundation
import Framework

/// `locus list` and `locus describe`.
enum PluginCommands {
  static let list = Command(
    "list", "List the plugins: tasks, denoisers, datasets, schedules, metrics; and the samplers",
    usage: "[tasks | denoisers | datasets | schedules | metrics | samplers]",
    examples: ["locus list", "locus list denoisers", "locus list --json"],
    options: [.json("the plugins with their parameters")], words: 1
  ) { context, arguments in
    let groups = try groups(context, arguments.words.first)
    if arguments.has("--json") {
      Terminal.print(JSON.object(groups.map { ($0.kind, $0.json) }).prettyText())
      return .done
    }
    for group in groups {
      Terminal.print(Terminal.bold(group.kind))
      let width = group.entries.map(\.name.count).max() ?? 0
      for entry in group.entries {
        let name = entry.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        Terminal.print("  \(name)\(entry.summary)")
      }
      Terminal.print("")
    }
    return .done
  }

  /// One kind of things that a spec names.
  private struct Group {
    let kind: String
    let entries: [(name: String, summary: String)]
    let json: JSON
  }

  private static func groups(_ context: CommandContext, _ kind: String?) throws -> [Group] {
    let samplers = BuiltInSamplers.all.map { (name: $0.name, summary: $0.summary) }
    let list = JSON.array(
      samplers.map { ["name": .string($0.name), "summary": .string($0.summary)] })
    let all =
      context.catalogue.registries.map { registry in
        Group(
          kind: registry.kind, entries: registry.plugins.map { ($0.name, $0.summary) },
          json: .array(registry.plugins.map { describe($0) }))
      } + [Group(kind: "samplers", entries: samplers, json: list)]
    guard let kind else { return all }
    let found = all.filter { $0.kind == kind || $0.kind == kind + "s" }
    guard !found.isEmpty else {
      let hint = NearestName.hint(kind, among: all.map(\.kind), called: "kinds")
      throw UsageError("there is no kind of plugin \"\(kind)\"\(hint)")
    }
    return found
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
    if found.isEmpty, let sampler = BuiltInSamplers.all.first(where: { $0.name == name }) {
      Terminal.print("\(Terminal.bold(name)) (sampler): \(sampler.summary)")
      let schedules = context.catalogue.schedules.plugins.filter { plugin in
        parameters(plugin).contains {
          $0.description.key == "sampler" && $0.description.type.contains("\"\(name)\"")
        }
      }
      Terminal.print(
        "\n  \"sampler\": \"\(name)\" in the schedules "
          + schedules.map { $0.name }.joined(separator: ", "))
      return .done
    }
    guard !found.isEmpty else {
      let hint = NearestName.hint(
        name,
        among: context.catalogue.registries.flatMap(\.names) + BuiltInSamplers.all.map { $0.name },
        called: "plugins")
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
    let own =
      open(plugin) + (plugin is any Dataset.Type ? DatasetOptions.descriptions : [])
      + (plugin is any Denoiser.Type ? VariantOptions.descriptions : [])
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
