import Foundation

extension Completions {
  /// A file for fish's folder of completions.
  func fish(for program: String) -> String {
    let start = "complete -c \(program)"
    var lines = [
      "# Completion of \(program) in fish, printed by `\(program) completion fish`.",
      "\(start) -f",
      "\(start) -n __fish_use_subcommand -l version -d 'Print the version'",
    ]
    for verb in verbs {
      lines.append(
        "\(start) -n __fish_use_subcommand -a \(verb.command.name) "
          + "-d \(Self.quoted(verb.command.summary))")
    }
    for verb in verbs {
      let when = "\(start) -n \(Self.quoted("__fish_seen_subcommand_from \(verb.command.name)"))"
      for (option, value) in verb.options {
        var line = when + " -l \(option.name.dropFirst(2))"
        if option.takesValue { line += " -x" + Self.arguments(value) }
        lines.append(line + " -d \(Self.quoted(option.meaning))")
      }
      let words = Self.arguments(verb.words)
      if !words.isEmpty { lines.append(when + words) }
    }
    return lines.joined(separator: "\n")
  }

  /// `-a '…'` for what a choice allows.
  private static func arguments(_ choice: Choice) -> String {
    var parts = choice.words
    switch choice.files {
    case .none: break
    case .any: parts.append("(__fish_complete_path)")
    case .json: parts.append("(__fish_complete_suffix .json)")
    case .folders: parts.append("(__fish_complete_directories)")
    }
    return parts.isEmpty ? "" : " -a \(quoted(parts.joined(separator: " ")))"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.replacingOccurrences(of: "\\", with: "\\\\")
    return "'" + escaped.replacingOccurrences(of: "'", with: "\\'") + "'"
  }
}
