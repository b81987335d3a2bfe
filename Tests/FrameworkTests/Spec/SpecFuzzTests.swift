import Foundation
import TestSupport
import Testing

@testable import Framework

/// Damaged specs must be read or refused with a place, never trap.
@Suite struct SpecFuzzTests {
  private static let spec = """
    {
      "version": 1, "name": "fuzz", "task": "sampling",
      "dataset": {"name": "dots", "limit": 10, "classes": [0, 1], "flip": true},
      "schedule": {"name": "ddpm-linear", "steps": 3, "beta_end": 2e-2},
      "samples": 8, "seed": {"sweep": [1, 2]}, "reference": {"name": "keyed", "size": 3},
      "denoisers": [
        {"name": "blur", "label": "a\\u00e9\\n", "strength": [0.1, 0.2, 0.3]},
        {"name": "blur", "rank": {"sweep": ["all", 5]}, "dataset": {"name": "dots"}}
      ],
      "metrics": ["gap", {"name": "gap-squared", "clip": [-1, 1.0]}],
      "significance": {"candidate": "blur[rank=5]", "alpha": 0.01}, "save_arrays": false,
      "zip": [["seed"]]
    }
    """

  @Test func damagedSpecsAreReadOrRefused() throws {
    var damager = DataDamager(seed: 20)
    let catalogue = try SpecFixture.catalogue()
    var (read, refused, experiments) = (0, 0, 0)
    for _ in 0..<1500 {
      let bytes = [UInt8](damager.damaged(Data(Self.spec.utf8)))
      do {
        let json = try JSONParser.parse(bytes, file: "fuzz")
        read += 1
        for text in [json.canonicalText, json.prettyText()] {
          #expect(try JSONParser.parse(text: text, file: "again") == json)
        }
        do {
          let experiment = try Experiment(json, catalogue: catalogue, environment: [:])
          #expect(!experiment.runs.isEmpty)
          experiments += 1
        } catch let issues as SpecIssues {
          #expect(!issues.issues.isEmpty)
        }
      } catch let error as JSONError {
        let place = error.location
        #expect(place.line >= 1 && place.column >= 1 && !error.message.isEmpty)
        refused += 1
      }
    }
    #expect(refused > 500 && read > 100 && experiments > 10)
  }

  /// Values in the places of other values: every type must be refused without a trap.
  @Test func exchangedValuesAreReadOrRefused() throws {
    var random = DataDamager(seed: 21)
    let catalogue = try SpecFixture.catalogue()
    let spec = try JSONParser.parse(text: Self.spec, file: "fuzz")
    let values = Self.values(in: spec) + [nil, -1, 1e300, "", [], [:], ["sweep": []], ["name": 3]]
    let paths = Self.paths(in: spec, from: JSONPath())
    var refused = 0
    for _ in 0..<800 {
      var changed = spec
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        changed[path: paths.randomElement(using: &random)!] = values.randomElement(using: &random)!
      }
      do {
        _ = try Experiment(changed, catalogue: catalogue, environment: [:])
      } catch is SpecIssues {
        refused += 1
      }
    }
    #expect(refused > 500)
  }

  private static func paths(in json: JSON, from path: JSONPath) -> [JSONPath] {
    let members = (json.members ?? []).flatMap { paths(in: $0.value, from: path.appending($0.key)) }
    let elements = (json.array ?? []).enumerated().flatMap {
      paths(in: $1, from: path.appending($0))
    }
    return [path] + members + elements
  }

  private static func values(in json: JSON) -> [JSON] {
    [json] + (json.members ?? []).flatMap { values(in: $0.value) }
      + (json.array ?? []).flatMap(values)
  }
}
