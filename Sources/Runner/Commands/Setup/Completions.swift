import Framework

/// What may stand where on the command line, read off the descriptions of the help.
struct Completions {
  /// What a word may be.
  struct Choice: Equatable {
    enum Files: Equatable { case none, any, json, folders }

    var words: [String] = []
    var files = Files.none
  }

  struct Verb {
    let command: Command
    /// The words beside the options.
    let words: Choice
    let options: [(option: CommandOption, value: Choice)]
  }

  let verbs: [Verb]

  init(_ commands: [Command], _ vocabulary: Vocabulary) {
    var verbs = commands.map { command in
      Verb(
        command: command, words: Choice(usage: command.usage, vocabulary),
        options: command.options.map { option in
          var value = Choice(usage: option.value ?? "", vocabulary)
          value.words += option.values
          return (option, value)
        })
    }
    // The tool's own word, which is no command.
    verbs.append(
      Verb(
        command: Command("help", "Show the help of a command", examples: []) { _, _ in .done },
        words: Choice(words: commands.map(\.name)), options: []))
    self.verbs = verbs
  }
}

extension Completions.Choice {
  /// - Parameter usage: "SPEC [KEY=VALUE …]", "mnist | cifar10", "[KIND] NAME".
  init(usage: String, _ vocabulary: Vocabulary) {
    for word in usage.split(whereSeparator: { " []|,…".contains($0) }) {
      switch word {
      case "SPEC": files = .json
      case "FILE", "IN": files = .any
      case "DIR", "FOLDER", "RESULTS": if files == .none { files = .folders }
      case "KIND": words += vocabulary.kinds.map { String($0.name.dropLast()) }
      case "NAME": words += vocabulary.kinds.flatMap { $0.entries.map(\.name) }
      case _ where word.first?.isLowercase == true: words.append(String(word))
      default: break
      }
    }
    // A name may be of several kinds.
    var known: Set<String> = []
    words = words.filter { known.insert($0).inserted }
  }
}
