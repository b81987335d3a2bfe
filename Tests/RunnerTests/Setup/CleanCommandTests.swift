import Foundation
import Framework
import Testing

@testable import Runner

@Suite struct CleanCommandTests {
  private func exists(_ sandbox: Sandbox, _ name: String) -> Bool {
    FileManager.default.fileExists(atPath: sandbox.path(name))
  }

  /// Units of an earlier spec go, with --yes alone; those of the plan and foreign files stay.
  @Test func onlyWhatNoPlanUsesIsRemoved() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("run", try sandbox.write(Sandbox.spec())) == .done)
    let before = Set(try sandbox.files("out/little/units"))
    let fewer = Sandbox.spec(["denoisers": ["optimal"]])
    #expect(try sandbox.locus("run", try sandbox.write(fewer)) == .done)
    let results = URL(fileURLWithPath: sandbox.path("out/little"))
    for name in ["notes.json", "0123456789abcdef.json", ".x1.tmp"] {
      try Data("mine".utf8).write(to: results.appendingPathComponent("units/\(name)"))
    }
    let groups = try LeftoverFiles.results(results)
    let old = Set(groups[0].files.map(\.url.lastPathComponent))
    #expect(!old.isEmpty && old.isStrictSubset(of: before))
    #expect(groups[1].files.map(\.url.lastPathComponent) == [".x1.tmp"])
    #expect(groups[0].bytes > 0 && groups[1].line.hasSuffix("1 file, 4 bytes"))

    let path = results.path
    #expect(try sandbox.locus("clean", path) == .done)
    #expect(Set(try sandbox.files("out/little/units")).isSuperset(of: before))
    #expect(try sandbox.locus("clean", path, "--yes") == .done)
    let after = Set(try sandbox.files("out/little/units"))
    #expect(after == before.subtracting(old).union(["notes.json", "0123456789abcdef.json"]))
    // All of the plan's units are still finished.
    #expect(try sandbox.locus("export", path) == .done)
  }

  @Test func aFolderWithoutAPlanIsRefused() throws {
    let sandbox = try Sandbox()
    try FileManager.default.createDirectory(
      atPath: sandbox.path("other/units"), withIntermediateDirectories: true)
    let unit = "other/units/\(String(repeating: "a", count: 32)).json"
    try Data().write(to: URL(fileURLWithPath: sandbox.path(unit)))
    #expect(try sandbox.locus("clean", sandbox.path("other"), "--yes") == .invalidSpec)
    #expect(exists(sandbox, unit))
    #expect(try sandbox.locus("clean", "--yes") == .usage)
  }

  /// The next run removes what a killed one left half written.
  @Test func aRunRemovesTemporaryFilesOfKilledRuns() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    #expect(try sandbox.locus("run", spec) == .done)
    try Data().write(to: URL(fileURLWithPath: sandbox.path("out/little/units/.k2j.tmp")))
    try Data().write(to: URL(fileURLWithPath: sandbox.path("out/little/.k2j.tmp")))
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(!exists(sandbox, "out/little/units/.k2j.tmp"))
    #expect(!exists(sandbox, "out/little/.k2j.tmp"))
  }

  /// Caches in a folder of the test's own: a program of its own has another environment.
  @Test(.enabled(if: ProcessEndTests.tool != nil)) func cachesAreShownAndRemoved() throws {
    let sandbox = try Sandbox()
    let tool = try #require(ProcessEndTests.tool)
    let spectra = URL(fileURLWithPath: sandbox.path("locus/spectra"))
    try FileManager.default.createDirectory(at: spectra, withIntermediateDirectories: true)
    let own = spectra.appendingPathComponent(String(repeating: "0a", count: 32) + ".eig")
    let foreign = spectra.appendingPathComponent("thesis.eig")
    for file in [own, foreign] { try Data("12345".utf8).write(to: file) }
    func clean(_ words: String...) throws -> String {
      let environment = "XDG_CACHE_HOME=\(sandbox.folder.path)"
      return try ChildProgram.run(
        URL(fileURLWithPath: "/usr/bin/env"), [environment, tool.path, "clean"] + words
      ).text
    }
    let shown = try clean()
    #expect(shown.contains("spectra: 1 file, 5 bytes"), "\(shown)")
    #expect(shown.contains("Nothing is removed: 1 file, 5 bytes"), "\(shown)")
    #expect(FileManager.default.fileExists(atPath: own.path))
    let removed = try clean("--caches", "--yes")
    #expect(removed.contains("Removed: 1 file, 5 bytes."), "\(removed)")
    #expect(!FileManager.default.fileExists(atPath: own.path))
    #expect(FileManager.default.fileExists(atPath: foreign.path))
  }

  /// Whoever adds a cache adds it here.
  @Test func allCachesAreKnown() throws {
    let sources = DocsTests.root.appendingPathComponent("Sources")
    var named: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    where path.hasSuffix(".swift") {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      named.formUnion(
        text.matches(of: /CacheFolder\.named\("(\w+)"\)/).map { String($0.output.1) })
    }
    #expect(named == Set(LeftoverFiles.cacheKinds.map(\.0)))
  }
}
