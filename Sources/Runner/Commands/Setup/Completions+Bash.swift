import Foundation

extension Completions {
  /// A function for bash 3.2 and later, and the line that registers it.
  func bash(for program: String) -> String {
    let function = Self.functionName(of: program)
    return """
      # Completion of \(program) in bash, printed by `\(program) completion bash`.

      \(function)_add() {
        local found
        while IFS= read -r found; do COMPREPLY+=("$found"); done
      }

      \(function)() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
        # --option=value comes in three words.
        if [[ $word == "=" ]]; then
          word=
        elif [[ $before == "=" ]]; then
          before=${COMP_WORDS[COMP_CWORD-2]}
        fi
        COMPREPLY=()
        if ((COMP_CWORD == 1)); then
          \(function)_add < <(compgen -W \(Self.quoted(names)) -- "$word")
          return
        fi
        case "${COMP_WORDS[1]} $before" in
      \(verbs.flatMap { verb in
        verb.options.filter(\.option.takesValue).map { option, value in
          bashCase("\"\(verb.command.name) \(option.name)\"", value, function)
        }
      }.joined(separator: "\n"))
        esac
        if [[ $word == -* ]]; then
          case "${COMP_WORDS[1]}" in
      \(verbs.map { verb in
        let options = verb.options.map(\.option.name) + ["--help"]
        return bashCase("  " + verb.command.name, Choice(words: options), function)
      }.joined(separator: "\n"))
          esac
        fi
        case "${COMP_WORDS[1]}" in
      \(verbs.map { bashCase($0.command.name, $0.words, function) }.joined(separator: "\n"))
        esac
      }

      complete -F \(function) \(program)
      """
  }

  /// One case that fills in what a choice allows, and returns.
  private func bashCase(_ pattern: String, _ choice: Choice, _ function: String) -> String {
    var lines: [String] = []
    func add(_ arguments: String) {
      lines.append("\(function)_add < <(compgen \(arguments) -- \"$word\")")
    }
    if !choice.words.isEmpty { add("-W \(Self.quoted(choice.words))") }
    switch choice.files {
    case .none: break
    case .any: add("-f")
    case .json:
      add("-f -X '!*.json'")
      add("-d")
    case .folders: add("-d")
    }
    // Names of files are escaped and folders get their slash; bash 3.2 has no such word.
    if choice.files != .none { lines.append("compopt -o filenames 2>/dev/null") }
    lines.append("return")
    return "    \(pattern)) \(lines.joined(separator: "; ")) ;;"
  }

  /// The first words.
  var names: [String] { verbs.map(\.command.name) + ["--help", "--version"] }

  /// A name that every shell takes for a function.
  static func functionName(of program: String) -> String {
    "_" + String(program.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  private static func quoted(_ words: [String]) -> String {
    "'" + words.joined(separator: " ").replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
