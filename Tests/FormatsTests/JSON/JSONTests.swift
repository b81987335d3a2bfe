import Testing

@testable import LocusFormats

@Suite struct JSONTests {
  @Test func keysCanBeSetAndRemoved() {
    var json: JSON = ["a": 1, "b": 2]
    json["b"] = 3
    json["c"] = 4
    json["a"] = nil
    #expect(json == ["b": 3, "c": 4])
    #expect(json.members?.map(\.key) == ["b", "c"])
    var number: JSON = 5
    number["a"] = 1
    #expect(number == 5)
  }

  @Test func equalityIgnoresOrderAndPlaces() {
    let place = TextLocation(file: "a", line: 1, column: 1)
    #expect(JSON(.integer(1), at: place) == 1)
    #expect((["a": 1, "b": [2, nil]] as JSON) == ["b": [2, nil], "a": 1.0])
    #expect((["a": 1] as JSON) != ["a": 1, "b": nil])
    #expect(([1, 2] as JSON) != [2, 1])
    #expect((1 as JSON) != true)
    #expect(("1" as JSON) != 1)
  }

  @Test(
    arguments: [
      (nil, "null"), (true, "a boolean"), (1, "an integer"), (1.5, "a number"), ("", "a string"),
      ([], "a list"), ([:], "an object"),
    ] as [(JSON, String)])
  func kindsHaveNames(_ json: JSON, _ name: String) {
    #expect(json.kindName == name)
  }

  @Test func aPlaceWithoutLinesIsItsName() {
    #expect("\(TextLocation(file: "command line, a=1", line: 0, column: 3))" == "command line, a=1")
  }

  /// Ten megabytes of `0,` are five million values: what one takes is what a document takes.
  @Test func valuesAreSmall() {
    #expect(MemoryLayout<JSON>.stride <= 40)
    #expect(MemoryLayout<JSON.Member>.stride <= 72)
  }
}
