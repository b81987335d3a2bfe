import Foundation
import Framework

/// `locus man`.
enum ManCommand {
  static let man = Command(
    "man", "Print the manual page",
    examples: ["locus man > locus.1", "locus man > locus.1 && man ./locus.1"],
    about: "All commands with their options, exit codes, variables and files, in man(7)'s macros.",
    words: 0
  ) { _, _ in
    Terminal.print(page(Tool.commands))
    return .done
  }

  /// Files and folders that Locus reads and writes where it is not told others.
  private static let files = [
    ("results/NAME/", "Results of the experiment NAME."),
    ("data/", "Data sets, without LOCUS_DATA."),
    (
      "~/.cache/locus/",
      "Spectra and decoded pictures, which are computed again where they are missing; see "
        + "`locus clean`."
    ),
  ]

  static func page(_ commands: [Command]) -> String {
    var lines = [
      ".\\\" Printed by `locus man`.",
      ".TH LOCUS 1 \"\" \"Locus \(Roff.text(ProgramIdentity.version))\" \"User Commands\"",
      ".SH NAME",
      Roff.line("locus - compare analytic denoisers with trained diffusion networks"),
      ".SH SYNOPSIS",
      "\(Roff.bold("locus")) \(Roff.italic("COMMAND")) [\(Roff.italic("options"))]",
      ".SH DESCRIPTION",
      Roff.line(
        "A JSON spec names a data set, a noise schedule, a reference and the denoisers to compare; "
          + "out come tables with confidence intervals and tests."),
      ".SH COMMANDS",
    ]
    for command in commands { lines += section(command) }
    lines.append(".SH EXIT STATUS")
    for code in ExitCode.allCases { lines += Roff.item("\(code.rawValue)", code.meaning) }
    lines.append(".SH ENVIRONMENT")
    for variable in EnvironmentVariable.all { lines += Roff.item(variable.name, variable.meaning) }
    lines.append(".SH FILES")
    for (path, meaning) in files { lines += Roff.item(path, meaning) }
    return lines.joined(separator: "\n")
  }

  private static func section(_ command: Command) -> [String] {
    var usage = Roff.bold("locus \(command.name)")
    if !command.usage.isEmpty { usage += " " + Roff.text(command.usage) }
    if !command.options.isEmpty { usage += " [" + Roff.italic("options") + "]" }
    var lines = [".SS " + Roff.text(command.name), usage, ".PP", Roff.line(command.summary + ".")]
    if !command.about.isEmpty { lines += [".PP"] + Roff.paragraph(command.about) }
    for option in command.options { lines += Roff.item(option.usage, option.meaning) }
    lines += [".PP", command.examples.count == 1 ? "Example:" : "Examples:", ".PP", ".RS 4", ".nf"]
    lines += command.examples.map(Roff.line)
    return lines + [".fi", ".RE"]
  }
}
