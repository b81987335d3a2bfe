import Testing

@testable import LocusFormats

@Suite struct JSONPathTests {
  private let spec: JSON = [
    "seed": 1, "denoisers": [["name": "a", "rank": 3], ["name": "b"]], "metrics": ["r2"],
  ]

  private func path(_ components: JSONPath.Component...) -> JSONPath { JSONPath(components) }

  @Test func descriptionReadsLikeCode() {
    #expect("\(JSONPath())" == "the top level")
    #expect("\(path(.key("seed")))" == "seed")
    #expect("\(path(.key("denoisers"), .index(1), .key("rank")))" == "denoisers[1].rank")
    #expect(JSONPath().appending("zip").appending(0).appending(2).description == "zip[0][2]")
  }

  @Test func lastKeyPassesOverPositions() {
    #expect(path(.key("denoisers"), .index(1), .key("scales"), .index(0)).lastKey == "scales")
    #expect(path(.index(1)).lastKey == nil)
  }

  @Test func gets() {
    #expect(spec[path: JSONPath()] == spec)
    #expect(spec[path: path(.key("denoisers"), .index(0), .key("rank"))] == 3)
    for missing in [
      path(.key("x")), path(.key("denoisers"), .index(2)), path(.key("denoisers"), .index(-1)),
      path(.key("seed"), .key("x")), path(.key("denoisers"), .key("a")), path(.index(0)),
    ] {
      #expect(spec[path: missing] == nil)
    }
  }

  @Test func replaces() {
    var changed = spec
    changed[path: path(.key("denoisers"), .index(0), .key("rank"))] = 9
    changed[path: path(.key("metrics"), .index(0))] = "mse"
    #expect(changed["denoisers"] == [["name": "a", "rank": 9], ["name": "b"]])
    #expect(changed["metrics"] == ["mse"])
    #expect(changed["seed"] == 1)
    changed[path: JSONPath()] = 5
    #expect(changed == 5)
  }

  @Test func addsKeysAndTheObjectsAroundThem() {
    var changed = spec
    changed[path: path(.key("denoisers"), .index(1), .key("dataset"), .key("limit"))] = 4
    #expect(changed["denoisers"]?.array?[1] == ["name": "b", "dataset": ["limit": 4]])
    changed[path: path(.key("significance"), .key("alpha"))] = 0.01
    #expect(changed["significance"] == ["alpha": 0.01])
  }

  @Test func leavesListsAloneThatHaveNoSuchElement() {
    var changed = spec
    changed[path: path(.key("metrics"), .index(1))] = "mse"
    changed[path: path(.key("seed"), .index(0))] = 2
    #expect(changed == spec)
  }
}
