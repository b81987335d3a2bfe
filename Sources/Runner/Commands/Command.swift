import Foundation
import Framework

/// One verb of the tool.
struct Command: Sendable {
  let name: String
  /// One line for the list of commands.
  let summary: String
  /// What follows the name, without the options: "SPEC [KEY=VALUE …]".
  let usage: String
  let examples: [String]
  /// What the command does, in lines of the help.
  let about: String
  let options: [CommandOption]
  /// How many words it takes at most beside its options; nil for any number.
  let words: Int?
  let run: @Sendable (CommandContext, CommandLineArguments) throws -> ExitCode

  init(
    _ name: String, _ summary: String, usage: String = "", examples: [String], about: String = "",
    options: [CommandOption] = [], words: Int? = nil,
    run: @escaping @Sendable (CommandContext, CommandLineArguments) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.usage = usage
    self.examples = examples
    self.about = about
    self.options = options
    self.words = words
    self.run = run
  }

  /// Full help; starts with examples.
  var help: String {
    var call = ["locus", name]
    if !usage.isEmpty { call.append(usage) }
    call.append(contentsOf: options.isEmpty ? [] : ["[options]"])
    var parts = [
      "Examples:\n" + examples.map { "  " + $0 }.joined(separator: "\n"),
      call.joined(separator: " "),
    ]
    if !about.isEmpty { parts.append(about) }
    if !options.isEmpty {
      let width = options.map(\.usage.count).max() ?? 0
      parts.append(
        options.map { option in
          "  " + option.usage.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            + option.meaning
        }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }
}

/// What a command works with.
struct CommandContext: Sendable {
  let catalogue: Catalogue
  /// The whole command line, for the provenance.
  let arguments: [String]
  let environment: [String: String]
  /// Whether the command has begun to do what it was asked for.
  let work: Work
  /// Whether the user asked to stop; a command that can stop in order listens to signals.
  let interrupt: Interrupt

  /// The environment in which a spec is read, with the folder of `--data` in place of its own.
  func environment(for arguments: CommandLineArguments) -> [String: String] {
    var environment = environment
    if let data = arguments[.data] { environment["LOCUS_DATA"] = data }
    return environment
  }
}
