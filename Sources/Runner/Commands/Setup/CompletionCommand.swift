import Foundation
import Framework

/// `locus completion`.
enum CompletionCommand {
  static let completion = Command(
    "completion", "Print what lets a shell complete commands, options and names",
    usage: Shell.allCases.map(\.rawValue).joined(separator: " | "),
    examples: [
      "source <(locus completion bash)", "locus completion zsh > ~/.zfunc/_locus",
      "locus completion fish > ~/.config/fish/completions/locus.fish",
    ],
    about: """
      Made from the same descriptions as the help; it knows the plugins of this program. bash: in
      ~/.bashrc; zsh: in a folder of $fpath; fish: as shown.
      """,
    words: 1
  ) { context, arguments in
    let names = Shell.allCases.map(\.rawValue)
    guard let word = arguments.words.first else {
      throw UsageError("completion needs a shell: \(names.spokenPlainly("or"))")
    }
    guard let shell = Shell(rawValue: word) else {
      throw UsageError(
        "there is no completion for \"\(word)\""
          + NearestName.hint(word, among: names, called: "shells"))
    }
    let program = context.arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent }
    let completions = Completions(Tool.commands, Vocabulary(context.catalogue))
    Terminal.print(shell.script(completions, for: program ?? "locus"))
    return .done
  }

  enum Shell: String, CaseIterable {
    case bash, zsh, fish

    func script(_ completions: Completions, for program: String) -> String {
      switch self {
      case .bash: completions.bash(for: program)
      case .zsh: completions.zsh(for: program)
      case .fish: completions.fish(for: program)
      }
    }
  }
}
