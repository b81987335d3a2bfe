import Foundation
import Testing

@testable import Framework

@Suite struct ExtendsTests {
  /// Loads `name` from a folder with `files`; `body` gets the merged spec.
  private func load(
    _ name: String, of files: [String: String], _ body: (JSON, URL) throws -> Void
  ) throws {
    try SpecFixture.withFiles(files) { folder in
      try body(SpecFile.load(folder.appendingPathComponent(name).path), folder)
    }
  }

  /// The issue that `name` is refused with; file names are without their folder.
  private func refusal(_ name: String, of files: [String: String]) throws -> String {
    var text = ""
    try SpecFixture.withFiles(files) { folder in
      let issue = try #require(throws: SpecIssue.self) {
        try SpecFile.load(folder.appendingPathComponent(name).path)
      }
      text = issue.description.replacingOccurrences(
        of: folder.standardizedFileURL.path + "/", with: ""
      ).replacingOccurrences(of: folder.path + "/", with: "")
    }
    return text
  }

  @Test func objectsMergeByKeyAndListsReplace() throws {
    let files = [
      "base.json": """
      {"name": "base", "seed": 1, "samples": 4,
       "dataset": {"name": "dots", "limit": 5, "flip": true},
       "denoisers": [{"name": "blur"}, {"name": "keyed", "size": 1}]}
      """,
      "child.json": """
      {"extends": "base.json", "name": "child", "samples": 8,
       "dataset": {"limit": 9}, "denoisers": [{"name": "blur", "rank": 3}]}
      """,
    ]
    try load("child.json", of: files) { spec, _ in
      #expect(
        spec == [
          "name": "child", "seed": 1, "samples": 8,
          "dataset": ["name": "dots", "limit": 9, "flip": true],
          "denoisers": [["name": "blur", "rank": 3]],
        ])
    }
  }

  @Test func chainsMergeFromTheFarEnd() throws {
    let files = [
      "a.json": #"{"extends": "b.json", "seed": 1}"#,
      "b.json": #"{"extends": "sub/c.json", "seed": 2, "samples": 2}"#,
      "sub/c.json": #"{"extends": "../d.json", "seed": 3, "samples": 3, "name": "c"}"#,
      "d.json": #"{"name": "d", "version": 1}"#,
    ]
    try load("a.json", of: files) { spec, _ in
      #expect(spec == ["seed": 1, "samples": 2, "name": "c", "version": 1])
    }
  }

  /// Another plugin has other parameters, and a sweep takes a value's place.
  @Test func otherPluginsSourcesAndSweepsReplace() throws {
    let files = [
      "base.json": """
      {"schedule": {"name": "ddpm-linear", "clip": false, "steps": {"sweep": [5, 10]}},
       "inputs": {"source": "npy", "path": "a.npy"}, "reference": {"name": "blur", "rank": 2},
       "seed": {"sweep": [1, 2, 3]}, "samples": 4, "dataset": {"sweep": ["dots", "other"]}}
      """,
      "child.json": """
      {"extends": "base.json", "schedule": {"name": "karras", "rho": 5},
       "inputs": {"source": "forward"}, "reference": {"name": "blur", "strength": 0.5},
       "seed": {"sweep": [7]}, "samples": {"sweep": [1, 2]}, "dataset": {"name": "dots"}}
      """,
    ]
    try load("child.json", of: files) { spec, _ in
      #expect(
        spec == [
          "schedule": ["name": "karras", "rho": 5], "inputs": ["source": "forward"],
          "reference": ["name": "blur", "rank": 2, "strength": 0.5], "seed": ["sweep": [7]],
          "samples": ["sweep": [1, 2]], "dataset": ["name": "dots"],
        ])
    }
  }

  @Test func pathsBelongToTheFileTheyStandIn() throws {
    let files = [
      "specs/child.json": """
      {"extends": "../shared/base.json", "name": "child",
       "denoisers": [{"name": "blur", "weights": "mine.npy"}]}
      """,
      "shared/base.json": """
      {"version": 1, "task": "sampling", "dataset": {"name": "dots", "path": "images"},
       "metrics": [], "reference": {"name": "blur", "weights": "../ref.npy"}}
      """,
    ]
    try SpecFixture.withFiles(files) { folder in
      let experiment = try Experiment.load(
        folder.appendingPathComponent("specs/child.json").path,
        catalogue: SpecFixture.catalogue())
      let run = experiment.runs[0]
      let root = folder.standardizedFileURL.path
      #expect(
        run.variants[0].denoiser.parameters["weights"]?.string == root + "/specs/mine.npy")
      #expect(run.reference?.denoiser.parameters["weights"]?.string == root + "/ref.npy")
      #expect(run.dataset.json["path"]?.string == root + "/shared/images")
    }
  }

  @Test func errorsNameTheFileTheyStandIn() throws {
    let files = [
      "child.json": #"{"extends": "base.json", "name": "child", "denoisers": ["blur"]}"#,
      "base.json": "{\"version\": 1, \"task\": \"generate\",\n  \"dataset\": {\"nam\": \"dots\"}}",
    ]
    try SpecFixture.withFiles(files) { folder in
      let issues = try #require(throws: SpecIssues.self) {
        try Experiment.load(
          folder.appendingPathComponent("child.json").path, catalogue: SpecFixture.catalogue())
      }
      #expect("\(issues)".contains("/base.json:2:14: error: dataset: the required key \"name\""))
    }
  }

  // MARK: Mistakes

  @Test func missingParent() throws {
    #expect(
      try refusal("a.json", of: ["a.json": "{\"seed\": 1,\n \"extends\": \"sub/b.json\"}"])
        == "a.json:2:13: error: extends: there is no spec at sub/b.json; the path starts in the "
        + "folder of this spec")
  }

  @Test func circles() throws {
    let files = [
      "a.json": #"{"extends": "b.json"}"#, "b.json": #"{"extends": "c.json"}"#,
      "c.json": #"{"extends": "./b.json"}"#, "self.json": #"{"extends": "self.json"}"#,
    ]
    #expect(
      try refusal("a.json", of: files)
        == "c.json:1:13: error: extends: the specs extend one another in a circle, which has to "
        + "be broken: b.json -> c.json -> b.json")
    #expect(
      try refusal("self.json", of: files).hasSuffix("to be broken: self.json -> self.json"))
  }

  @Test func longChains() throws {
    func chain(_ length: Int) -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: (1...length).map {
          ("\($0).json", $0 == length ? "{\"seed\": 5}" : "{\"extends\": \"\($0 + 1).json\"}")
        })
    }
    try load("1.json", of: chain(16)) { spec, _ in #expect(spec == ["seed": 5]) }
    #expect(
      try refusal("1.json", of: chain(17))
        == "16.json:1:13: error: extends: more than 16 specs extend one another; merge some of "
        + "them")
  }

  @Test func otherMistakes() throws {
    #expect(
      try refusal("a.json", of: ["a.json": "{\"extends\": [\"b.json\"]}"])
        == "a.json:1:13: error: extends: expected the path of a spec, found a list")
    #expect(
      try refusal("b.json", of: ["a.json": ""]) == "b.json: error: there is no such spec file")
    #expect(
      try refusal("sub", of: ["sub/a.json": ""])
        == "sub: error: the spec cannot be read (is it a folder?)")
    #expect(
      try refusal("a.json", of: ["a.json": " [1]"])
        == "a.json:1:2: error: a spec is a JSON object, found a list")
    #expect(
      try refusal("a.json", of: ["a.json": #"{"extends": "b.json"}"#, "b.json": "{,}"])
        .hasPrefix("b.json:1:2: error: expected a key"))
  }
}
