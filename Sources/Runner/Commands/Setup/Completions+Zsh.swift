import Foundation

extension Completions {
  /// A file `_locus` for a folder of $fpath; it may also be sourced after `compinit`.
  func zsh(for program: String) -> String {
    let function = Self.functionName(of: program)
    return """
      #compdef \(program)
      # Completion of \(program) in zsh, printed by `\(program) completion zsh`.

      \(function)() {
        local -a choices
        if (( CURRENT == 2 )); then
          choices=(\(Self.described(verbs.map { ($0.command.name, $0.command.summary) })))
          _describe command choices
          return
        fi
        case "$words[2] $words[CURRENT-1]" in
      \(verbs.flatMap { verb in
        verb.options.filter(\.option.takesValue).map { option, value in
          zshCase(Self.quoted("\(verb.command.name) \(option.name)"), value)
        }
      }.joined(separator: "\n"))
        esac
        if [[ $PREFIX == -* ]]; then
          case "$words[2]" in
      \(verbs.map { verb in
        let options = verb.options.map { ($0.option.name, $0.option.meaning) }
          + [("--help", "show examples and options")]
        return "      (\(verb.command.name)) choices=(\(Self.described(options))) ;;"
      }.joined(separator: "\n"))
          esac
          _describe -o option choices
          return
        fi
        case "$words[2]" in
      \(verbs.map { zshCase($0.command.name, $0.words) }.joined(separator: "\n"))
        esac
      }

      if [[ $funcstack[1] == \(function) ]]; then
        \(function) "$@"
      else
        compdef \(function) \(program)
      fi
      """
  }

  private func zshCase(_ pattern: String, _ choice: Choice) -> String {
    var lines: [String] = []
    if !choice.words.isEmpty {
      lines.append("compadd -- " + choice.words.map(Self.quoted).joined(separator: " "))
    }
    switch choice.files {
    case .none: break
    case .any: lines.append("_files")
    case .json: lines.append("_files -g '*.json'")
    case .folders: lines.append("_files -/")
    }
    lines.append("return")
    return "    (\(pattern)) \(lines.joined(separator: "; ")) ;;"
  }

  /// Names and what they mean, as `_describe` takes them.
  private static func described(_ items: [(String, String)]) -> String {
    items.map { name, meaning in
      quoted(name.replacingOccurrences(of: ":", with: "\\:") + ":" + meaning)
    }.joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
