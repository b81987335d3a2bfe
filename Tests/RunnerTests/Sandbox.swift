import Foundation
import Framework
import Runner

/// A temporary folder with specs and results, removed afterwards.
final class Sandbox {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("locus-test-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  @discardableResult
  func write(_ spec: JSON, to name: String = "spec.json") throws -> String {
    try Data(spec.prettyText().utf8).write(to: folder.appendingPathComponent(name))
    return path(name)
  }

  /// Runs `locus` with these words; results go to this folder. Runs leave no report unless asked to.
  func locus(
    _ words: String..., catalogue: Catalogue? = nil, reports: Bool = false
  ) throws -> ExitCode {
    let catalogue = try catalogue ?? Catalogue.standard()
    let tail: [String] =
      switch words.first {
      case "run": ["--output", path("out"), "--quiet"] + (reports ? [] : ["--no-report"])
      case "plan": ["--output", path("out")]
      case "calibrate": ["--results", path("out"), "--quiet"]
      default: []
      }
    return Tool(catalogue: catalogue).run(["locus"] + words + tail)
  }

  func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  func table(_ name: String) throws -> CSVTable {
    try CSVTable(contentsOf: folder.appendingPathComponent(name))
  }

  func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  /// A little experiment on synthetic images that finishes in a fraction of a second.
  static func spec(_ changes: KeyValuePairs<String, JSON> = [:]) -> JSON {
    var spec: JSON = [
      "version": 1, "name": "little", "task": "generate",
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
      "schedule": ["name": "ddpm-linear", "steps": 3], "samples": 20,
      "reference": ["name": "wiener", "ddof": 0],
      "denoisers": [["name": "optimal"], ["name": "nearest"], ["name": "wiener", "rank": 5]],
    ]
    for (key, value) in changes { spec[key] = value }
    return spec
  }
}
