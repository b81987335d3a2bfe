import Foundation
import Framework
import Testing

@testable import Runner

/// What a result was made with: the program, and the repository that its spec lies in.
@Suite struct ProvenanceTests {
  /// The first section of the change log says which version this is.
  @Test func theVersionIsThatOfTheChangeLog() throws {
    let log = try String(
      contentsOf: DocsTests.root.appendingPathComponent("CHANGELOG.md"), encoding: .utf8)
    let sections = log.matches(of: /\n## (.+)\n/).map { String($0.output.1) }
    let released = try #require(sections.first { $0.wholeMatch(of: /\d+\.\d+\.\d+/) != nil })
    let version = ProgramIdentity.version
    if sections[0] == released {
      #expect(version == released)
    } else {
      let next = try #require(version.wholeMatch(of: /(\d+\.\d+\.\d+)-dev/)).output.1
      let numbers = [String(next), released].map { $0.split(separator: ".").map { Int($0)! } }
      #expect(released != next && !numbers[0].lexicographicallyPrecedes(numbers[1]))
    }
  }

  // MARK: Repositories

  /// A repository with one commit and a program beside its sources.
  private func withRepository(
    _ body: (_ folder: URL, _ program: URL, _ git: (String) throws -> Void) throws -> Void
  ) throws {
    let sandbox = try Sandbox()
    defer { withExtendedLifetime(sandbox) {} }
    let folder = sandbox.folder
    func git(_ line: String) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments =
        ["git", "-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b"]
        + line.split(separator: " ").map(String.init)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "git \(line)")
    }
    try git("init")
    try Data(".build".utf8).write(to: folder.appendingPathComponent(".gitignore"))
    try git("add .")
    try git("commit -m first")
    let program = folder.appendingPathComponent(".build/program")
    try FileManager.default.createDirectory(
      at: program.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("program".utf8).write(to: program)
    try body(folder, program, git)
  }

  private static let hasGit = GitState(of: DocsTests.root) != nil

  @Test(.enabled(if: hasGit)) func theCommitOfTheSourcesIsFound() throws {
    try withRepository { folder, program, git in
      func date(_ seconds: Double) throws {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: seconds)], ofItemAtPath: program.path)
      }
      try date(5)
      let first = try #require(
        ProgramIdentity.commit(ofSourcesAt: folder, program: program))
      #expect(first.count == 40 && first == GitState(of: folder)?.commit)
      #expect(GitState(of: folder)?.isDirty == false)
      // Another commit than the one that was built.
      try date(-3600)
      #expect(ProgramIdentity.commit(ofSourcesAt: folder, program: program) == nil)
      try date(5)
      try git("commit --allow-empty -m second")
      let second = ProgramIdentity.commit(ofSourcesAt: folder, program: program)
      #expect(second != nil && second != first)
      // A copy, whose date is its own.
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.copyItem(at: program, to: copy)
      #expect(ProgramIdentity.commit(ofSourcesAt: folder, program: copy) == nil)
      try FileManager.default.removeItem(at: copy)
      // Changes that nobody knows, and sources that are gone.
      try Data().write(to: folder.appendingPathComponent("new.swift"))
      #expect(GitState(of: folder)?.isDirty == true)
      #expect(ProgramIdentity.commit(ofSourcesAt: folder, program: program) == nil)
      let gone = folder.appendingPathComponent("gone")
      #expect(ProgramIdentity.commit(ofSourcesAt: gone, program: program) == nil)
    }
  }

  /// A spec may lie in another repository than Locus, and in none.
  @Test(.enabled(if: hasGit)) func theSpecsRepositoryIsItsOwn() throws {
    func provenance(_ sandbox: Sandbox, spec: String) throws -> JSON {
      #expect(try sandbox.locus("run", spec) == .done)
      let text = try sandbox.data("out/little/provenance.json")
      return try JSONParser.parse([UInt8](text), file: "provenance.json")
    }
    let sandbox = try Sandbox()
    let outside = try provenance(sandbox, spec: try sandbox.write(Sandbox.spec()))
    #expect(outside["git"]?.isNull == true)
    #expect(outside["locus_version"]?.string == ProgramIdentity.version)
    #expect(outside["locus_commit"]?.string == ProgramIdentity.commit)
    #expect(try outside["program"]?["sha256"]?.string == RunningProgram.hash())
    #expect(outside["program"]?["name"]?.string?.isEmpty == false)
    try withRepository { folder, _, _ in
      let spec = folder.appendingPathComponent("spec.json")
      try Data(Sandbox.spec().prettyText().utf8).write(to: spec)
      let inside = try provenance(sandbox, spec: spec.path)
      #expect(inside["git"] == ["commit": .string(GitState(of: folder)!.commit), "dirty": true])
    }
  }
}
