import Foundation
import Framework
import Runner
import Testing

/// One plugin is one file, one test file and one line in its folder's catalogue.
@Suite struct CatalogueTests {
  /// A registered plugin of any kind.
  struct Entry: Sendable, CustomTestStringConvertible {
    let kind: String
    let plugin: any Plugin.Type
    var testDescription: String { "\(kind): \(plugin.name)" }
  }

  static let entries: [Entry] = {
    guard let catalogue = try? Catalogue.standard() else { return [] }
    return catalogue.registries.flatMap { registry in
      registry.plugins.map { Entry(kind: registry.kind, plugin: $0) }
    }
  }()

  // MARK: Files

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Folder under Sources, the protocol that its files adopt, and the registry they belong to.
  static let folders = [
    ("Denoisers", "(?:Sharded)?Denoiser", "denoisers"),
    ("Metrics", "(?:Pair|Clipping)?Metric", "metrics"),
    ("Datasets", "Dataset", "datasets"), ("Framework/Core/Schedules", "Schedule", "schedules"),
    ("Runner/Tasks", "(?:ModelTask|ComparisonTask|ExperimentTask)", "tasks"),
  ]

  /// Names of the Swift files directly in a folder of Sources, without the ending.
  private func files(_ folder: String) throws -> [String] {
    let url = Self.root.appendingPathComponent("Sources/\(folder)")
    return try FileManager.default.contentsOfDirectory(atPath: url.path)
      .filter { $0.hasSuffix(".swift") && $0 != "Catalogue.swift" }
      .map { String($0.dropLast(".swift".count)) }.sorted()
  }

  @Test(arguments: folders)
  func aFileIsAPluginInTheCatalogue(_ folder: String, _ adopted: String, _ kind: String) throws {
    let files = try files(folder)
    for file in files {
      let url = Self.root.appendingPathComponent("Sources/\(folder)/\(file).swift")
      let declared = try String(contentsOf: url, encoding: .utf8)
        .matches(of: try Regex("(?m)^public (struct|final class) (\\w+): \(adopted) \\{"))
        .map { String($0.output[2].substring ?? "") }
      #expect(declared == [file], "\(folder)/\(file).swift declares \(declared)")
    }
    let registered = Self.entries.filter { $0.kind == kind }.map { "\($0.plugin)" }.sorted()
    #expect(registered == files)
  }

  @Test(arguments: folders)
  func aFileHasItsTests(_ folder: String, _ adopted: String, _ kind: String) throws {
    let tests = try FileManager.default.subpathsOfDirectory(
      atPath: Self.root.appendingPathComponent("Tests").path)
    let names = Set(tests.map { URL(fileURLWithPath: $0).lastPathComponent })
    for file in try files(folder) {
      #expect(names.contains("\(file)Tests.swift"), "\(folder)/\(file).swift has no tests")
    }
  }

  // MARK: What plugins say about themselves

  @Test func everyKindHasPluginsWithNamesOfTheirOwn() throws {
    let catalogue = try Catalogue.standard()
    for registry in catalogue.registries {
      #expect(!registry.names.isEmpty)
      #expect(Set(registry.names).count == registry.names.count, "\(registry.kind)")
    }
    // Every plugin has parameters of its own kind, so `describe NAME` may show two, but no more.
    let counts = Dictionary(grouping: catalogue.registries.flatMap(\.names)) { $0 }
    #expect(counts.values.allSatisfy { $0.count <= 2 })
  }

  @Test(arguments: entries) func nameAndSummary(_ entry: Entry) throws {
    let plugin = entry.plugin
    #expect(try Regex("[a-z0-9]+(-[a-z0-9]+)*").wholeMatch(in: plugin.name) != nil)
    #expect((10...100).contains(plugin.summary.count), "\(plugin.summary.count) characters")
    #expect(!plugin.summary.contains("\n") && !plugin.summary.hasSuffix("."))
    #expect(plugin.algorithmVersion >= 1)
  }

  @Test(arguments: entries) func parametersAreDescribed(_ entry: Entry) throws {
    for description in Self.parameters(of: entry.plugin).descriptions {
      let key = description.key
      #expect(try Regex("[a-z][a-z0-9]*(_[a-z0-9]+)*").wholeMatch(in: key) != nil, "\(key)")
      #expect(description.meaning.count > 5 && description.meaning.hasSuffix("."), "\(key)")
      #expect(!description.type.isEmpty && description.schema.members != nil, "\(key)")
    }
    let keys = Self.parameters(of: entry.plugin).keys
    #expect(Set(keys).count == keys.count)
    // Keys that an entry shares with others.
    let shared =
      ["name", "label", "dataset"] + VariantOptions.keys
      + (entry.kind == "datasets" ? DatasetOptions.keys : [])
    #expect(Set(keys).isDisjoint(with: shared))
  }

  /// Every default may be written in a spec, and reads back as itself.
  @Test(arguments: entries) func defaultsReadBack(_ entry: Entry) throws {
    let set = Self.parameters(of: entry.plugin)
    let catalogue = try Catalogue.standard()
    var json: JSON = [:]
    for description in set.descriptions {
      json[description.key] = description.defaultValue ?? .example(of: description.schema)
    }
    let read = try set.init(json, catalogue: catalogue)
    for description in set.descriptions where !description.isRequired {
      #expect(read.json[description.key] == description.defaultValue, "\(description.key)")
    }
    #expect(try set.init(read.json, catalogue: catalogue).json == read.json)
    let short = try set.init(json.without(defaultsOf: set), catalogue: catalogue)
    #expect(short.json == read.json)
  }

  /// What a calibration tries can be written in a spec, whatever the images are.
  @Test(arguments: entries) func candidatesReadBack(_ entry: Entry) throws {
    let set = Self.parameters(of: entry.plugin)
    #expect(set.descriptions.count { $0.candidates != nil } <= 1)
    for description in set.descriptions {
      guard let candidates = description.candidates else { continue }
      for (height, width) in [(1, 1), (28, 28), (7, 9)] {
        let shape = ImageShape(channels: 3, height: height, width: width)
        let values = candidates.values(for: shape)
        #expect(!values.isEmpty && Set(values.map(\.canonicalText)).count == values.count)
        for value in values {
          let read = try set.init(.object([(description.key, value)]))
          #expect(read.json[description.key] == value)
        }
      }
    }
  }

  @Test(arguments: entries) func unknownKeysAreRefused(_ entry: Entry) throws {
    let set = Self.parameters(of: entry.plugin)
    let error = #expect(throws: SpecIssues.self) { try set.init(["no_such_key": 1]) }
    let text = "\(try #require(error))"
    #expect(text.contains("no_such_key: unknown key"))
    #expect(set.keys.allSatisfy(text.contains))
  }

  @Test(arguments: entries) func theSchemaHoldsEveryParameter(_ entry: Entry) throws {
    let schema = try Catalogue.standard().schema
    guard entry.kind != "tasks" else {
      // A task's parameters are keys of the spec.
      for description in Self.parameters(of: entry.plugin).descriptions {
        let property = try #require(schema["properties"]?[description.key])
        #expect(property["description"]?.string == description.meaning)
      }
      #expect(
        schema["properties"]?["task"]?["anyOf"]?.array?[0]["enum"]?.array?
          .contains(.string(entry.plugin.name)) == true)
      return
    }
    let definition = try #require(schema["$defs"]?[String(entry.kind.dropLast())])
    let forms = try #require(definition["anyOf"]?.array)
    #expect(forms[0]["enum"]?.array?.contains(.string(entry.plugin.name)) == true)
    let form = try #require(
      forms.first { $0["properties"]?["name"]?["const"]?.string == entry.plugin.name })
    for description in Self.parameters(of: entry.plugin).descriptions {
      let property = try #require(form["properties"]?[description.key])
      #expect(property["description"]?.string == description.meaning)
      #expect(property["default"] == description.defaultValue)
      #expect(form["required"]?.array?.contains(.string(description.key)) == description.isRequired)
    }
  }

  private static func parameters(of plugin: any Plugin.Type) -> any ParameterSet.Type {
    func open<P: Plugin>(_ type: P.Type) -> any ParameterSet.Type { P.Parameters.self }
    return open(plugin)
  }
}

extension JSON {
  /// A value that a schema allows, for parameters without a default.
  fileprivate static func example(of schema: JSON) -> JSON {
    if let forms = schema["anyOf"]?.array { return example(of: forms[0]) }
    if let cases = schema["enum"]?.array { return cases[0] }
    if schema["$ref"] == "#/$defs/denoiser" { return "optimal" }
    switch schema["type"]?.string {
    case "string": return "a"
    case "array": return [example(of: schema["items"] ?? [:])]
    case "object":
      let required = (schema["required"]?.array ?? []).compactMap(\.string)
      return .object(required.map { ($0, example(of: schema["properties"]?[$0] ?? [:])) })
    default: return schema["minimum"] ?? schema["maximum"] ?? 1
    }
  }

  /// The object with its required keys only.
  fileprivate func without(defaultsOf set: any ParameterSet.Type) -> JSON {
    var result = self
    for description in set.descriptions where !description.isRequired {
      result[description.key] = nil
    }
    return result
  }
}
