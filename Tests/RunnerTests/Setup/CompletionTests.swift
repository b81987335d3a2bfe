import Foundation
import Framework
import Testing

@testable import Runner

@Suite struct CompletionTests {
  static func completions() throws -> Completions {
    Completions(Tool.commands, Vocabulary(try .standard()))
  }

  static func program(_ name: String) -> URL? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    let found = folders.map { URL(fileURLWithPath: "\($0)/\(name)") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    if found == nil { print("There is no \(name) in $PATH: not tried with it.") }
    return found
  }

  @Test func whatAWordMayBeIsReadOffTheHelp() throws {
    let vocabulary = Vocabulary(try .standard())
    func choice(_ usage: String) -> Completions.Choice { .init(usage: usage, vocabulary) }
    #expect(choice("SPEC [KEY=VALUE …]") == .init(files: .json))
    #expect(choice("RESULTS [RESULTS …]") == .init(files: .folders))
    #expect(choice("FILE|FOLDER …") == .init(files: .any))
    #expect(choice("a | b-c") == .init(words: ["a", "b-c"]))
    let names = choice("[KIND] NAME").words
    #expect(names.contains("wiener") && names.contains("dataset") && names.contains("samples"))
    #expect(Set(names).count == names.count)
    let verbs = try Self.completions().verbs
    #expect(verbs.count == Tool.commands.count + 1)
    let report = try #require(verbs.first { $0.command.name == "report" })
    let show = try #require(report.options.first { $0.option.name == "--show" })
    #expect(show.value.words == ["std", "ci", "quartiles"])
  }

  @Test(arguments: CompletionCommand.Shell.allCases)
  func scriptsAreUnderstood(_ shell: CompletionCommand.Shell) throws {
    guard let program = Self.program(shell.rawValue) else { return }
    let sandbox = try Sandbox()
    let script = sandbox.folder.appendingPathComponent("script")
    // A program with plugins of its own has another name.
    for name in ["locus", "locus-with-mine"] {
      let text = shell.script(try Self.completions(), for: name)
      #expect(text.contains("wiener") && text.contains("recompute"))
      try Data((text + "\n").utf8).write(to: script)
      let (status, said) = try ChildProgram.run(program, ["-n", script.path])
      #expect(status == 0 && said.isEmpty, "\(said)")
    }
  }

  static let lines: [(typed: [String], found: Set<String>)] = [
    (["exp"], ["export"]),
    (["de"], ["describe"]),
    (["describe", "wien"], ["wiener"]),
    (["fetch", "fashion"], ["fashion-mnist"]),
    (["run", "sp"], ["spec.json", "specs with space"]),
    (["run", "spec.json", "--rec"], ["--recompute"]),
    (["run", "--output", "s"], ["specs with space"]),
    (["run", "--output", "=", "s"], ["specs with space"]),
    (["report", "--show", "="], ["std", "ci", "quartiles"]),
    (["inspect", "sp"], ["spec.json", "spec.txt", "specs with space"]),
    (["help", "ru"], ["run"]),
    (["schema", ""], []),
  ]

  @Test(arguments: lines) func bashCompletes(typed: [String], found: Set<String>) throws {
    guard let bash = Self.program("bash") else { return }
    let sandbox = try Sandbox()
    let script = sandbox.folder.appendingPathComponent(".script")
    try Data((try Self.completions().bash(for: "locus") + "\n").utf8).write(to: script)
    for name in ["spec.json", "spec.txt"] {
      try Data().write(to: URL(fileURLWithPath: sandbox.path(name)))
    }
    try FileManager.default.createDirectory(
      atPath: sandbox.path("specs with space"), withIntermediateDirectories: false)
    let test = """
      source .script
      COMP_WORDS=(locus "$@")
      COMP_CWORD=$#
      _locus
      for word in "${COMPREPLY[@]}"; do printf '%s\\n' "$word"; done
      """
    let (status, said) = try ChildProgram.run(
      bash, ["--norc", "-c", test, "bash"] + typed, in: sandbox.folder)
    #expect(status == 0)
    #expect(Set(said.split(separator: "\n").map(String.init)) == found, "\(said)")
  }

  /// The functions of the other shells give the words of the describable plugins too.
  @Test func fishCompletes() throws {
    guard let fish = Self.program("fish") else { return }
    let sandbox = try Sandbox()
    let script = sandbox.path("locus.fish")
    try Data((try Self.completions().fish(for: "locus") + "\n").utf8)
      .write(to: URL(fileURLWithPath: script))
    for (typed, word) in [("locus exp", "export"), ("locus describe wien", "wiener")] {
      let (_, said) = try ChildProgram.run(
        fish, ["--no-config", "-c", "source '\(script)'; complete -C '\(typed)'"])
      let words = said.split(separator: "\n").map { $0.split(separator: "\t")[0] }
      #expect(words.contains { $0 == word }, "\(said)")
    }
  }

  @Test func unknownShellsAreNamed() throws {
    let tool = Tool(catalogue: try .standard())
    for (words, says) in [
      ([], "needs a shell: bash, zsh or fish"),
      (["zhs"], "there is no completion for \"zhs\""),
    ] {
      let error = #expect(throws: UsageError.self) {
        try tool.dispatch(["completion"] + words, arguments: ["locus"])
      }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }
  }
}
