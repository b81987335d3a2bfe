import Framework

/// One verb of the tool.
struct Command: Sendable {
  let name: String
  /// One line for the list of commands.
  let summary: String
  /// Full help; starts with examples.
  let help: String
  let flags: [String]
  let options: [String]
  /// How many words it takes at most beside flags and options; nil for any number.
  let words: Int?
  let run: @Sendable (CommandContext, CommandLineArguments) throws -> ExitCode

  init(
    _ name: String, _ summary: String, help: String, flags: [String] = [], options: [String] = [],
    words: Int? = nil,
    run: @escaping @Sendable (CommandContext, CommandLineArguments) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.help = help
    self.flags = flags
    self.options = options
    self.words = words
    self.run = run
  }
}

/// What a command works with.
struct CommandContext: Sendable {
  let catalogue: Catalogue
  /// The whole command line, for the provenance.
  let arguments: [String]
}

/// Exit codes of the tool.
public enum ExitCode: Int32, Sendable {
  case done = 0
  case unitsFailed = 1
  case usage = 2
  case invalidSpec = 3
  case interrupted = 130
}
