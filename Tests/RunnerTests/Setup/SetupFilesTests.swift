import Foundation
import Testing

@testable import Runner

/// What installs, ships and cites Locus agrees with the package.
@Suite struct SetupFilesTests {
  private static func text(_ path: String) throws -> String {
    try String(contentsOf: DocsTests.root.appendingPathComponent(path), encoding: .utf8)
  }

  private static func version(_ text: Substring) -> [Int] {
    text.split(separator: ".").map { Int($0) ?? -1 }
  }

  /// The keys that CFF 1.2.0 requires, and the program's version.
  @Test func theCitationNamesThisVersion() throws {
    let lines = try Self.text("CITATION.cff").split(separator: "\n")
    for key in ["cff-version: 1.2.0", "message: ", "title: ", "authors:"] {
      #expect(lines.contains { $0.hasPrefix(key) }, "\(key)")
    }
    #expect(lines.contains("version: \(ProgramIdentity.version)"))
    #expect(lines.contains { $0.hasPrefix("  - name: ") || $0.hasPrefix("  - family-names: ") })
  }

  static let recipes = ["Tools/container/Dockerfile", "Tools/container/locus.def"]

  /// Both recipes build with the same image, of the tools version or newer, and run in the same.
  @Test func containersUseAPinnedAndSufficientSwift() throws {
    var images: Set<[String]> = []
    for recipe in Self.recipes {
      images.insert(
        try Self.text(recipe).matches(of: /(?m)^(?:FROM|From:) (\S+)/).map { String($0.output.1) })
    }
    #expect(images.count == 1)
    let pair = try #require(images.first)
    #expect(pair.count == 2)
    let swift = try #require(pair[0].wholeMatch(of: /swift:(\d+\.\d+\.\d+)-bookworm/)).output.1
    // Debian 12 is bookworm: the program runs with the C library that it was linked against.
    #expect(pair[1].wholeMatch(of: /debian:12\.\d+-slim/) != nil)
    let package = try Self.text("Package.swift")
    let tools = try #require(package.firstMatch(of: /swift-tools-version: (\d+\.\d+)/)).output.1
    #expect(!Self.version(swift).lexicographicallyPrecedes(Self.version(tools)))
  }

  @Test func whatContainersCopyIsThere() throws {
    let docker = try Self.text(Self.recipes[0]).matches(of: #/(?m)^COPY ([^-\s]\S*) /#)
      .map { String($0.output.1) }
    let apptainer = try Self.text(Self.recipes[1]).matches(of: #/(?m)^ {4}(\S+) /source/(?:.*)$/#)
      .map { String($0.output.1) }
    #expect(docker == apptainer && docker.count == 4)
    for path in docker {
      let url = DocsTests.root.appendingPathComponent(path)
      #expect(FileManager.default.fileExists(atPath: url.path), "\(path)")
    }
  }

  /// A suite that was renamed would be run no more, and nobody would see it.
  @Test func sanitizersRunSuitesThatExist() throws {
    let script = try Self.text("Tools/sanitize.sh")
    let lists = script.matches(of: /suites\+?='([^']+)'/).map { String($0.output.1) }
    let names = lists.joined(separator: "|").split(separator: "|").map(String.init)
    #expect(names.count > 30)
    let tests = DocsTests.root.appendingPathComponent("Tests")
    var known: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: tests.path)
    where path.hasSuffix("Tests.swift") {
      let text = try String(contentsOf: tests.appendingPathComponent(path), encoding: .utf8)
      known.formUnion(text.matches(of: /(?:struct|class) (\w+Tests)\b/).map { String($0.output.1) })
    }
    for name in names { #expect(known.contains(name), "\(name)") }
    // What they build is no part of the project.
    let ignored = try Self.text(".gitignore")
    for kind in ["thread", "address"] { #expect(ignored.contains(".build-\(kind)/")) }
  }

  /// A built program is installed into a prefix with a space, found with its networks, and removed;
  /// what is not of this script stays.
  @Test(.enabled(if: ProcessEndTests.tool != nil)) func installsAndUninstalls() throws {
    let sandbox = try Sandbox()
    let tool = try #require(ProcessEndTests.tool)
    let script = DocsTests.root.appendingPathComponent("Tools/install.sh").path
    let prefix = sandbox.path("a prefix")
    func install(_ words: String...) throws -> (status: Int32, text: String) {
      try ChildProgram.run(
        URL(fileURLWithPath: "/usr/bin/env"), ["bash", script, "--prefix", prefix] + words)
    }
    func files() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: prefix)
    }
    let built = tool.deletingLastPathComponent().path
    for _ in 0..<2 {
      let (status, said) = try install("--built", built)
      #expect(status == 0, "\(said)")
    }
    let program = URL(fileURLWithPath: prefix + "/bin/locus")
    let spec = Sandbox.spec(["denoisers": [["name": "unet", "weights": "builtin:synthetic16-a"]]])
    let file = try sandbox.write(spec)
    #expect(try ChildProgram.run(program, ["validate", file]).status == 0)
    let doctor = try ChildProgram.run(program, ["doctor"]).text
    #expect(doctor.contains(ProgramIdentity.version))
    #expect(try files().contains { $0.hasSuffix("Boxed/synthetic16-a") })
    #expect(try files().contains("share/man/man1/locus.1"))
    try Data().write(to: URL(fileURLWithPath: prefix + "/bin/other"))
    #expect(try install("--uninstall").status == 0)
    #expect(try files().filter { !$0.hasSuffix("/") && $0.hasPrefix("bin/") } == ["bin/other"])
    #expect(try !files().contains { $0.contains("locus") })
    #expect(try install("--uninstall").text.contains("no Locus that this script installed"))
    // A program of that name from elsewhere is left alone.
    try Data().write(to: URL(fileURLWithPath: prefix + "/bin/locus"))
    let refused = try install("--built", built)
    #expect(refused.status == 1 && refused.text.contains("not by this script"))
  }
}
