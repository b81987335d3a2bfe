import Foundation
import Testing

@testable import Framework

@Suite struct FilePathTests {
  private func read(
    _ json: JSON, _ environment: [String: String] = [:]
  ) -> (path: FilePath?, message: String?) {
    let issues = IssueCollector()
    let path = FilePath.read(
      json, within: nil, with: ParameterReader(issues: issues, environment: environment))
    return (path, issues.issues.first?.message)
  }

  private func written(_ text: String, in file: String, line: Int) -> JSON {
    JSON(.string(text), at: TextLocation(file: file, line: line, column: 1))
  }

  @Test func relativePathsStartInTheirSpecsFolder() {
    let spec = written("../a/b.npy", in: "/specs/deep/x.json", line: 3)
    #expect(read(spec).path?.json == "/specs/a/b.npy")
    #expect(read(spec).path?.text == "../a/b.npy")
    #expect(read(written("/abs/b.npy", in: "/specs/x.json", line: 3)).path?.json == "/abs/b.npy")
  }

  @Test func otherPathsStartInTheWorkingFolder() {
    let working = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let expected = JSON.string(working.appendingPathComponent("b.npy").standardizedFileURL.path)
    #expect(read("b.npy").path?.json == expected)
    #expect(read(written("b.npy", in: "command line, x=b.npy", line: 0)).path?.json == expected)
    #expect(read(written("b.npy", in: "x.json", line: 1)).path?.json == expected)
  }

  @Test func variablesStartPaths() {
    let environment = ["LOCUS_DATA": "/data", "LOCUS_REFERENCES": "/refs/", "HOME": "/home"]
    let path = read("$LOCUS_DATA/mnist", environment).path
    #expect(path?.url.path == "/data/mnist")
    #expect(path?.json == "$LOCUS_DATA/mnist")
    #expect(read("$LOCUS_REFERENCES", environment).path?.url.path == "/refs")
    #expect(
      read("$LOCUS_DATA/mnist").message
        == "$LOCUS_DATA is not set; set it to the folder that holds mnist/, "
        + "cifar-10-batches-bin/ …")
    #expect(
      read("$LOCUS_REFERENCES/a", ["LOCUS_REFERENCES": ""]).message
        == "$LOCUS_REFERENCES is not set; set it to the folder that holds recorded or trained "
        + "networks")
    #expect(
      read("$LOCUS_DAT/mnist", environment).message
        == "a path may not start with $LOCUS_DAT; did you mean \"LOCUS_DATA\"? Known variables: "
        + "LOCUS_DATA, LOCUS_REFERENCES")
    #expect(
      read("$HOME/mnist", environment).message
        == "a path may not start with $HOME; known variables: LOCUS_DATA, LOCUS_REFERENCES")
  }

  @Test func onlyTextIsAPath() {
    #expect(read(3).message == "expected a path, found an integer 3")
    #expect(read("").message == "expected a path, found a string \"\"")
  }

  /// Results are found by what files hold, wherever they lie.
  @Test func identityIsTheContent() throws {
    let files = [
      "a/x.npy": "one", "b/y.npy": "one", "a/z.npy": "two", "a/sub/deep": "three",
      "a/.hidden": "no", "a/__pycache__/x.pyc": "no",
    ]
    try SpecFixture.withFiles(files) { folder in
      func identity(_ name: String) throws -> JSON {
        try FilePath(folder.appendingPathComponent(name)).identity()
      }
      #expect(try identity("a/x.npy") == identity("b/y.npy"))
      #expect(try identity("a/x.npy") != identity("a/z.npy"))
      #expect(try identity("a").array?.count == 3)
      let before = try identity("a")
      try Data("four".utf8).write(to: folder.appendingPathComponent("a/z.npy"))
      #expect(try identity("a") != before)
      let error = try #require(throws: FormatError.self) { try identity("missing") }
      #expect(
        "\(error)".hasSuffix(
          "/missing: there is no such file or folder; check the path, or "
            + "the variable that starts it"))
    }
  }
}
