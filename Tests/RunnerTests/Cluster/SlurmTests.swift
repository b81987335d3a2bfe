import Foundation
import Framework
import Testing

@testable import Runner

/// The scripts of `locus slurm`, run without Slurm; `Tools/test_slurm.sh` runs them with it.
@Suite(.serialized) struct SlurmTests {
  private let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  static let words: [(word: String, shell: String, directive: String)] = [
    ("/a/b-c_d.json", "/a/b-c_d.json", #""/a/b-c_d.json""#),
    ("", "''", #""""#),
    ("/with space/x", "'/with space/x'", #""/with space/x""#),
    ("it's", #"'it'\''s'"#, #""it's""#),
    (#"a"b\c"#, #"'a"b\c'"#, #""a\"b\\c""#),
    ("$HOME;`x`&", "'$HOME;`x`&'", #""$HOME;`x`&""#),
    ("λ", "'λ'", #""λ""#),
  ]

  @Test(arguments: words.indices) func wordsAreQuoted(_ number: Int) throws {
    let (word, shell, directive) = Self.words[number]
    #expect(ShellText.quoted(word) == shell)
    #expect(ShellText.directive(word) == directive)
    let (status, text) = try ChildProgram.run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", "printf %s \(shell)"])
    #expect(status == 0 && text == word)
  }

  /// A program that stands for sbatch: notes what it is called with, and answers with a number.
  private func fakeSbatch() throws -> String {
    let folder = sandbox.folder.appendingPathComponent("bin")
    try OutputFolder.create(folder)
    let text = "#!/bin/bash\necho \"$@\" >> '\(sandbox.path("calls"))'\necho '77;cluster'\n"
    let file = folder.appendingPathComponent("sbatch")
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return folder.path + ":/usr/bin:/bin"
  }

  @Test(.enabled(if: ProcessEndTests.tool != nil)) func theScriptsRun() throws {
    let spec = Sandbox.spec(["samples": 40])
    let path = try sandbox.write(spec, to: "the spec.json")
    let tool = try RunningTool(
      [
        "slurm", path, "--shards", "3", "--at-once", "2", "--cpus", "2", "--time", "01:00:00",
        "--partition", "short", "--account", "us", "--setup", "export GREETING='hello there'",
        "--setup", "echo $GREETING", "--sbatch=--gres=tmp:1G", "--submit",
      ], in: sandbox, output: "with space", path: try fakeSbatch())
    #expect(try tool.end().code == 0, "\(tool.talk)")
    #expect(tool.talk.contains("20 units in 3 shards, 2G of memory and 2 threads each"))
    let folder = sandbox.folder.appendingPathComponent("with space/little/slurm").path
    // The array first, then what merges it, whatever became of it.
    #expect(
      try String(contentsOf: sandbox.folder.appendingPathComponent("calls"), encoding: .utf8)
        == "--parsable \(folder)/array.sh\n--parsable --dependency=afterany:77 \(folder)/merge.sh\n"
    )
    let array = try String(contentsOfFile: folder + "/array.sh", encoding: .utf8)
    for line in [
      "--job-name=\"locus little\"", "--array=0-2%2", "--cpus-per-task=2", "--mem=2G",
      "--time=01:00:00", "--partition=short", "--account=us", "--gres=tmp:1G", "--requeue",
      "--signal=B:USR1@60", "--open-mode=append", "--output=\"\(folder)/logs/%A_%a.log\"",
    ] { #expect(array.contains("#SBATCH \(line)\n"), "\(line)") }
    #expect(FileManager.default.fileExists(atPath: folder + "/logs"))
    // Each task as Slurm would start it, in any order.
    let bash = URL(fileURLWithPath: "/bin/bash")
    for task in [2, 0, 1] {
      let (status, text) = try ChildProgram.run(
        bash, ["-c", "SLURM_ARRAY_TASK_ID=\(task) exec bash '\(folder)/array.sh'"])
      #expect(status == 0 && text.hasPrefix("hello there\n"), "\(text)")
    }
    let (status, text) = try ChildProgram.run(bash, [folder + "/merge.sh"])
    #expect(status == 0, "\(text)")
    let single = try Sandbox()
    #expect(try single.locus("run", single.write(spec)) == .done)
    for table in Sandbox.tables {
      #expect(
        try sandbox.data("with space/little/\(table)") == single.data("out/little/\(table)"))
    }
  }

  @Test(.enabled(if: ProcessEndTests.tool != nil)) func withoutSlurmTheScriptsAreWritten() throws {
    let path = try sandbox.write(Sandbox.spec())
    let tool = try RunningTool(["slurm", path, "--submit"], in: sandbox, path: "/nowhere")
    #expect(try tool.end().code == 1)
    #expect(tool.talk.contains("there is no sbatch on PATH; the scripts are written"))
    // As many shards as there are units, and no more than eight.
    let array = try String(
      contentsOfFile: sandbox.path("out/little/slurm/array.sh"), encoding: .utf8)
    #expect(array.contains("#SBATCH --array=0-7\n"))
    #expect(!array.contains("--time") && !array.contains("--partition"))
  }

  static let wrong: [(words: [String], says: String)] = [
    (["--shards", "0"], "--shards needs a whole number above 0"),
    (["--shards", "13"], "--shards is 13, but the plan has 12 units; take 12 or fewer"),
    (["--at-once", "x"], "--at-once needs a whole number"),
    (["--sbatch", "gres"], "--sbatch needs an option of sbatch"),
    (["--setup", "a\nb"], "an option holds one line"),
    (["--sbatch=--a\n--b"], "an option holds one line"),
    (["--time", "1\n2"], "an option holds one line"),
  ]

  @Test(arguments: wrong.indices) func wrongOptionsAreRefused(_ number: Int) throws {
    let (words, says) = Self.wrong[number]
    let spec = try sandbox.write(Sandbox.spec())
    let tool = Tool(catalogue: try .standard())
    let error = #expect(throws: UsageError.self) {
      try tool.dispatch(
        ["slurm", spec, "--output", sandbox.path("out")] + words, arguments: [])
    }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    #expect(!sandbox.has("out"))
  }
}
