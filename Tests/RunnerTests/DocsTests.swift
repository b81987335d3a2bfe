import Foundation
import Framework
import Testing

@testable import Runner

/// README and docs/ say what is true: commands and options exist, specs can be read, links lead
/// somewhere.
@Suite struct DocsTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let pages: [String] = {
    let docs = root.appendingPathComponent("docs").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: docs)) ?? []
    return ["README.md", "CONTRIBUTING.md", "Examples/README.md", "experiments/README.md"]
      + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
  }()

  private static func text(_ page: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
  }

  /// The fenced blocks of one language.
  private static func blocks(_ language: String, in page: String) throws -> [String] {
    try text(page).matches(of: try Regex("(?s)```\(language)\n(.*?)```"))
      .map { String($0.output[1].substring ?? "") }
  }

  @Test func allPagesAreFound() { #expect(Self.pages.count >= 13) }

  /// Every `locus …` line: the command is known, its options parse, and a spec of the repository
  /// reads with the overrides given.
  @Test(arguments: pages) func commandsAreKnown(_ page: String) throws {
    for block in try Self.blocks("sh", in: page) {
      for line in block.split(separator: "\n") {
        let words = line.split(separator: "#", maxSplits: 1)[0].split(separator: " ")
          .map { $0.trimmingCharacters(in: ["'", "\""]) }
        guard let program = words.firstIndex(where: { $0 == "locus" || $0.hasSuffix("/locus") }),
          program + 1 < words.count
        else { continue }
        let rest = Array(words[(program + 1)...].prefix { $0 != ">" && $0 != "|" })
        let command = try #require(
          Tool.commands.first { $0.name == rest[0] }, "\(page): \(line)")
        let parsed = try CommandLineArguments(
          Array(rest.dropFirst()), options: command.options)
        guard let spec = parsed.words.first, spec.hasPrefix("experiments/") else { continue }
        #expect(throws: Never.self, "\(page): \(line)") {
          try Experiment.load(
            Self.root.appendingPathComponent(spec).path,
            overrides: Array(parsed.words.dropFirst()), catalogue: .standard(),
            environment: ["LOCUS_DATA": "/data", "LOCUS_REFERENCES": "/references"])
        }
      }
    }
  }

  /// Commands in running text: known, and what `describe` and `list` are given is there.
  @Test(arguments: pages) func namedCommandsWork(_ page: String) throws {
    let tool = Tool(catalogue: try .standard())
    for match in try Self.text(page).matches(of: /`locus ([a-z]+)([^`]*)`/) {
      let name = String(match.output.1)
      #expect(Tool.commands.contains { $0.name == name }, "\(page): \(match.output.0)")
      let words = match.output.2.split(separator: " ").map(String.init)
      guard ["list", "describe"].contains(name), words.allSatisfy({ $0.first != "…" }) else {
        continue
      }
      #expect(throws: Never.self, "\(page): \(match.output.0)") {
        try tool.dispatch(
          [name] + (words.isEmpty && name == "describe" ? ["r2"] : words), arguments: [])
      }
    }
  }

  /// A whole spec is in order; anything else is at least JSON, unless it says that it goes on.
  @Test(arguments: pages) func specsCanBeRead(_ page: String) throws {
    for block in try Self.blocks("json", in: page) where !block.contains("…") {
      let json = try JSONParser.parse(text: block, file: page)
      guard json["version"] != nil else { continue }
      #expect(throws: Never.self, "\(page)") {
        try Experiment(
          json, catalogue: .standard(), environment: ["LOCUS_REFERENCES": "/references"])
      }
    }
  }

  @Test(arguments: pages) func linksLeadSomewhere(_ page: String) throws {
    let folder = Self.root.appendingPathComponent(page).deletingLastPathComponent()
    for match in try Self.text(page).matches(of: /\]\(([^)#\s]+)[^)]*\)/) {
      let target = String(match.output.1)
      guard !target.contains("://") else { continue }
      let path = folder.appendingPathComponent(target).standardizedFileURL.path
      #expect(FileManager.default.fileExists(atPath: path), "\(page) links to \(target)")
    }
  }

  /// Files and folders that are named in code font under Sources, Tests and Tools are there.
  @Test(arguments: pages) func namedFilesAreThere(_ page: String) throws {
    for match in try Self.text(page).matches(of: /`((?:Sources|Tests|Tools)\/[\w\/.+-]+)`/) {
      let path = String(match.output.1)
      #expect(
        FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path),
        "\(page) names \(path)")
    }
  }
}
