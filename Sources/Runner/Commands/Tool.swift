import Foundation
import Framework

/// The command-line tool over a catalogue of plugins.
///
/// The whole `main.swift` of a program with plugins of its own:
/// ```swift
/// Tool.main { try Catalogue.standard().adding(MyDenoiser.self) }
/// ```
public struct Tool: Sendable {
  let catalogue: Catalogue

  public init(catalogue: Catalogue) { self.catalogue = catalogue }

  static let commands: [Command] = [
    RunCommand.run, PlanCommand.plan, SpecCommands.validate, PluginCommands.list,
    PluginCommands.describe, SpecCommands.schema, ExportCommand.export, ReportCommand.report,
    CiteCommand.cite, DiffCommand.diff, FetchCommand.fetch, CalibrateCommand.calibrate,
    InspectCommand.inspect, ConvertCommand.convert, DoctorCommand.doctor,
    MergeCommand.merge, StatusCommand.status, SlurmCommand.slurm,
    CleanCommand.clean, CompletionCommand.completion, ManCommand.man,
  ]

  // MARK: Running

  /// Runs the command that the program was started with, and ends the program.
  ///
  /// - Parameter catalogue: makes the catalogue. What it throws, such as ``DuplicatePlugin``, is said
  ///   on stderr, and the exit code is that of a refusal.
  public static func main(
    _ arguments: [String] = CommandLine.arguments, catalogue: () throws -> Catalogue
  ) -> Never {
    TextOutput.occupyStandardDescriptors()
    SystemMemory.keepFreed()
    exit(run(arguments, catalogue: catalogue).rawValue)
  }

  /// Runs one command.
  ///
  /// - Parameter arguments: the command line, the program's name first.
  public func run(_ arguments: [String]) -> ExitCode {
    Self.run(arguments) { catalogue }
  }

  static func run(_ arguments: [String], catalogue: () throws -> Catalogue) -> ExitCode {
    let words = Array(arguments.dropFirst())
    let work = Work()
    var code: ExitCode
    do {
      code = try Tool(catalogue: catalogue()).dispatch(
        words, arguments: arguments, work: work)
    } catch {
      Terminal.say(message(of: error))
      if error is UsageError, let name = words.first, commands.contains(where: { $0.name == name })
      {
        Terminal.say("See `locus \(name) --help`.")
      }
      code = work.code(of: error)
    }
    do {
      try Terminal.data.finish()
    } catch {
      Terminal.say(message(of: error))
      if code == .done { code = work.code(of: error) }
    }
    return code
  }

  private static func message(of error: any Error) -> String {
    switch error {
    case is UsageError: "locus: \(error)"
    // These start with the place of the mistake.
    case is SpecIssue, is SpecIssues, is JSONError: "\(error)"
    default: "locus: error: \(error.plainText)"
    }
  }

  /// Runs one command, and throws what keeps it from being done.
  func dispatch(
    _ words: [String], arguments: [String], work: Work = Work(), interrupt: Interrupt = Interrupt()
  ) throws -> ExitCode {
    guard let name = words.first else {
      Terminal.print(Self.overview)
      return .usage
    }
    if name == "help", words.count > 1 {
      return try dispatch(
        [words[1], "--help"], arguments: arguments, work: work, interrupt: interrupt)
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
      catalogue: catalogue, arguments: arguments, environment: ProcessInfo.processInfo.environment,
      work: work, interrupt: interrupt)
    return try command.run(context, parsed)
  }

  static var overview: String {
    let width = commands.map(\.name.count).max() ?? 0
    let list = commands.map {
      "  " + $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.summary
    }
    let codes = ExitCode.allCases.map {
      "  " + "\($0.rawValue)".padding(toLength: 5, withPad: " ", startingAt: 0) + $0.meaning
    }
    return """
      Locus compares analytic denoisers with trained diffusion networks.

        locus run experiments/quickstart.json
        locus list denoisers
        locus run my.json samples=8 denoisers.ours.threshold=0.02

      Commands:
      \(list.joined(separator: "\n"))

      `locus COMMAND --help` shows examples and options.

      Exit codes:
      \(codes.joined(separator: "\n"))
      """
  }
}
