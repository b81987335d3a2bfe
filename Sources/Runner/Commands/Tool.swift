import Foundation
import Framework

/// The command-line tool over a catalogue of plugins.
///
/// ```swift
/// let catalogue = try Catalogue.standard().adding(MyDenoiser.self)
/// exit(Tool(catalogue: catalogue).run(CommandLine.arguments).rawValue)
/// ```
public struct Tool: Sendable {
  let catalogue: Catalogue

  public init(catalogue: Catalogue) { self.catalogue = catalogue }

  static let commands = [
    RunCommand.run, PlanCommand.plan, SpecCommands.validate, PluginCommands.list,
    PluginCommands.describe, SpecCommands.schema, ExportCommand.export, FetchCommand.fetch,
    CalibrateCommand.calibrate, ConvertCommand.convert, DoctorCommand.doctor,
  ]

  /// Runs one command.
  ///
  /// - Parameter arguments: the command line, the program's name first.
  public func run(_ arguments: [String]) -> ExitCode {
    let words = Array(arguments.dropFirst())
    do {
      return try dispatch(words, arguments: arguments)
    } catch let error as UsageError {
      Terminal.say("locus: \(error)")
      if let name = words.first, Self.commands.contains(where: { $0.name == name }) {
        Terminal.say("See `locus \(name) --help`.")
      }
      return .usage
    } catch let error as SpecIssues {
      Terminal.say("\(error)")
      return .invalidSpec
    } catch let error as SpecIssue {
      Terminal.say("\(error)")
      return .invalidSpec
    } catch {
      Terminal.say("locus: error: \(Self.describe(error))")
      return .unitsFailed
    }
  }

  /// Runs one command, and throws what keeps it from being done.
  func dispatch(_ words: [String], arguments: [String]) throws -> ExitCode {
    guard let name = words.first else {
      Terminal.print(Self.overview)
      return .usage
    }
    if name == "help", words.count > 1 {
      return try dispatch([words[1], "--help"], arguments: arguments)
    }
    if ["--help", "-h", "help"].contains(name) {
      Terminal.print(Self.overview)
      return .done
    }
    if name == "--version" {
      Terminal.print("locus \(ProgramIdentity.version)")
      return .done
    }
    guard let command = Self.commands.first(where: { $0.name == name }) else {
      let hint = NearestName.hint(name, among: Self.commands.map(\.name), called: "commands")
      throw UsageError("there is no command \"\(name)\"\(hint)")
    }
    if words.contains("--help") || words.contains("-h") {
      Terminal.print(command.help)
      return .done
    }
    if let error = InstructionSet.selectionError { throw UsageError("\(error)") }
    let parsed = try CommandLineArguments(
      Array(words.dropFirst()), options: command.options)
    if let most = command.words, parsed.words.count > most {
      throw UsageError("\(name) does not know what to do with \"\(parsed.words[most])\"")
    }
    let context = CommandContext(
      catalogue: catalogue, arguments: arguments, environment: ProcessInfo.processInfo.environment)
    return try command.run(context, parsed)
  }

  /// Foundation's errors print as codes; their localised description says what happened.
  private static func describe(_ error: any Error) -> String {
    type(of: error) == NSError.self || error is CocoaError || error is URLError
      ? error.localizedDescription : "\(error)"
  }

  static var overview: String {
    let width = commands.map(\.name.count).max() ?? 0
    let list = commands.map {
      "  " + $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.summary
    }
    return """
      Locus compares analytic denoisers with trained diffusion networks.

        locus run experiments/quickstart.json
        locus list denoisers
        locus run my.json samples=8 denoisers.ours.threshold=0.02

      Commands:
      \(list.joined(separator: "\n"))

      `locus COMMAND --help` shows examples and options.
      Exit codes: 0 done, 1 some unit failed, 2 usage, 3 invalid spec, 130 interrupted.
      """
  }
}
