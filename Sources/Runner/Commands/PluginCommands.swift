import Foundation
import Framework

/// `locus list` and `locus describe`.
enum PluginCommands {
  static let list = Command(
    "list", "List what a spec may name: plugins of every kind, samplers and keys",
    usage: "[tasks | denoisers | datasets | schedules | metrics | samplers | keys]",
    examples: ["locus list", "locus list denoisers", "locus list --json"],
    options: [.json("all of it with parameters")], words: 1
  ) { context, arguments in
    let kinds = try Vocabulary(context.catalogue).kinds(named: arguments.words.first)
    if arguments.has("--json") {
      Terminal.print(
        JSON.object(kinds.map { ($0.name, .array($0.entries.map(\.json))) }).prettyText())
      return .done
    }
    for kind in kinds {
      Terminal.print(Terminal.bold(kind.name))
      let width = kind.entries.map(\.name.count).max() ?? 0
      for entry in kind.entries {
        let name = entry.name.padding(toLength: width + 2, withPad: " ", startingAt: 0)
        Terminal.print("  \(name)\(entry.summary)")
      }
      Terminal.print("")
    }
    return .done
  }

  static let describe = Command(
    "describe", "Show the parameters of a plugin, or what a key of a spec may hold",
    usage: "[KIND] NAME",
    examples: [
      "locus describe wiener", "locus describe generate", "locus describe samples",
      "locus describe dataset synthetic --json",
    ],
    options: [.json("the description")], words: 2
  ) { context, arguments in
    guard let name = arguments.words.last else {
      throw UsageError("describe needs a plugin's name or a key, e.g. locus describe wiener")
    }
    let kind = arguments.words.count > 1 ? arguments.words[0] : nil
    let found = try Vocabulary(context.catalogue).entries(name, of: kind)
    if arguments.has("--json") {
      let json = found.map(\.json)
      Terminal.print((json.count == 1 ? json[0] : .array(json)).prettyText())
      return .done
    }
    for line in found.flatMap(\.lines) { Terminal.print(line) }
    return .done
  }
}

// MARK: - Showing

extension Vocabulary.Entry {
  var lines: [String] {
    var lines = ["\(Terminal.bold(name)) (\(kind.dropLast())): \(summary)", ""]
    lines += notes.map { "  \($0)" }
    if groups.count == 1, groups[0].title == nil, groups[0].parameters.isEmpty {
      lines.append("  No parameters.")
    }
    for group in groups {
      if let title = group.title { lines += ["", "  \(title)"] }
      for (parameter, isNeeded) in group.parameters {
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
    }
    return lines + [""]
  }

  var json: JSON {
    let parameters = groups.flatMap { group in
      group.parameters.map { parameter, isNeeded -> JSON in
        var json: JSON = [
          "key": .string(parameter.key), "type": .string(parameter.type),
          "required": .bool(isNeeded), "default": parameter.defaultValue ?? JSON(.null),
          "meaning": .string(parameter.meaning),
          "lists": .object(
            parameter.presets.map {
              ($0.name, ["source": .string($0.source), "values": .array($0.values)])
            }),
        ]
        if let title = group.title { json["of"] = .string(title) }
        return json
      }
    }
    return .object(
      [("name", .string(name)), ("summary", .string(summary))] + facts
        + [("parameters", .array(parameters))])
  }
}
