import Testing

@testable import Framework

@Suite struct ParameterSetTests {
  enum Colour: String, ChoiceParameter { case red, darkGreen = "dark-green" }

  struct Inner: ParameterSet {
    @Parameter("A number.", in: 0...1)
    var weight = 0.5
    @Parameter("A word.")
    var word: String
  }

  struct Everything: ParameterSet {
    @Parameter("Required.", in: 1...)
    var requiredSize: Int
    @Parameter("A number.", in: .above(0, upTo: 2))
    var someNumber = 1.0
    @Parameter("A flag.")
    var isOn = true
    @Parameter("A colour.")
    var colour = Colour.red
    @Parameter("Words.")
    var words: [String] = ["a"]
    @Parameter("Per step.", in: 0..<1)
    var perStep: PerStep<Double> = 0.25
    @Parameter("Limit.", in: 1...)
    var limit = Limit.absent
    @Parameter("Range.")
    var range = Either<ValueRange, None>.absent
    @Parameter("An object.")
    var inner = Either<Nested<Inner>, None>.absent
  }

  private func messages(_ json: JSON, steps: Int? = nil) throws -> [String] {
    let issues = try #require(throws: SpecIssues.self) { try Everything(json, steps: steps) }
    return issues.issues.map(\.description)
  }

  @Test func keysAreSnakeCase() {
    #expect(
      Everything.keys == [
        "required_size", "some_number", "is_on", "colour", "words", "per_step", "limit", "range",
        "inner",
      ])
  }

  @Test func defaults() throws {
    let set = try Everything(["required_size": 3])
    #expect(set.requiredSize == 3 && set.someNumber == 1 && set.isOn && set.colour == .red)
    #expect(set.limit.value == nil && set.range.value == nil && set.inner.value == nil)
    #expect(
      set.json == [
        "required_size": 3, "some_number": 1, "is_on": true, "colour": "red", "words": ["a"],
        "per_step": 0.25, "limit": "all", "range": "none", "inner": "none",
      ])
  }

  @Test func valuesReadBack() throws {
    let json: JSON = [
      "required_size": 9, "some_number": 2, "is_on": false, "colour": "dark-green",
      "words": [], "per_step": [0, 0.5], "limit": 7, "range": [-1, 1.5],
      "inner": ["weight": 1, "word": "w"],
    ]
    let set = try Everything(json, steps: 2)
    #expect(set.json == json)
    #expect(set.perStep[0] == 0 && set.perStep[1] == 0.5)
    #expect(set.inner.value?.content.word == "w")
    #expect(try set.identity() == json)
  }

  struct Later: ParameterSet {
    @Parameter("A number.")
    var size = 1
    @Parameter("Came later.", identifiesAtDefault: false)
    var flag = true
  }

  /// What was recorded before a parameter came keeps its identity.
  @Test func aLaterParameterIdentifiesOnlyOffItsDefault() throws {
    #expect(try Later([:]).identity() == ["size": 1])
    #expect(try Later(["flag": true]).identity() == ["size": 1])
    #expect(try Later(["flag": false]).identity() == ["size": 1, "flag": false])
    #expect(try Later([:]).json == ["size": 1, "flag": true])
  }

  @Test func setsDoNotShareTheirValues() throws {
    let one = try Everything(["required_size": 1, "some_number": 0.5])
    let other = try Everything(["required_size": 2])
    #expect(one.requiredSize == 1 && one.someNumber == 0.5)
    #expect(other.requiredSize == 2 && other.someNumber == 1)
  }

  /// Key, value and what the message says; the required key is given besides.
  @Test(
    arguments: [
      ("required_size", 0, "expected an integer at least 1, found an integer 0"),
      ("required_size", 1.5, "expected an integer at least 1, found a number 1.5"),
      ("required_size", "3", "expected an integer at least 1, found a string \"3\""),
      ("required_size", nil, "expected an integer at least 1, found null"),
      ("some_number", 0, "expected a number in (0, 2], found an integer 0"),
      ("some_number", 2.5, "expected a number in (0, 2], found a number 2.5"),
      ("some_number", true, "expected a number in (0, 2], found a boolean true"),
      ("is_on", 1, "expected true or false, found an integer 1"),
      ("is_on", "yes", "expected true or false, found a string \"yes\""),
      (
        "colour", "read",
        "unknown value \"read\"; did you mean \"red\"? Known values: red, dark-green"
      ),
      ("colour", "blue", "unknown value \"blue\"; known values: red, dark-green"),
      ("colour", 1, "expected one of \"red\", \"dark-green\", found an integer 1"),
      ("words", "a", "expected a list, each a string, found a string \"a\""),
      ("words[1]", ["a", 2], "expected a string, found an integer 2"),
      ("per_step", 1, "expected a number in [0, 1), found an integer 1"),
      ("per_step[1]", [0.5, -0.5], "expected a number in [0, 1), found a number -0.5"),
      ("per_step", "x", "expected a number in [0, 1), found a string \"x\""),
      (
        "per_step", ["a": 1],
        "expected a number in [0, 1), or a list with one for each step, found an object {\"a\": 1}"
      ),
      ("limit", 0, "expected an integer at least 1, found an integer 0"),
      ("limit", "none", "expected an integer at least 1 or \"all\", found a string \"none\""),
      ("range", [1, 1], "expected a range [low, high] with low < high, found a list [1, 1]"),
      ("range", [1], "expected a range [low, high] with low < high, found a list [1]"),
      ("range", [0, "1"], "expected a range [low, high] with low < high, found a list [0, \"1\"]"),
      ("range", [0, 1, "2"], "expected a range"),
      (
        "inner", ["word": "w", "wieght": 1],
        "unknown key; did you mean \"weight\"? Known keys: weight, word"
      ),
      ("inner", [:], "the required key \"word\" (a string) is missing"),
      (
        "inner.weight", ["word": "w", "weight": 2],
        "expected a number in [0, 1], found an integer 2"
      ),
      ("inner", 3, "expected an object, found an integer 3"),
    ] as [(String, JSON, String)])
  func wrongValues(_ path: String, _ value: JSON, _ message: String) throws {
    var json: JSON = ["required_size": 1]
    let key = String(path.prefix { $0 != "[" && $0 != "." })
    json[key] = value
    let messages = try messages(json)
    #expect(messages.count == 1)
    #expect(messages[0].contains("error: \(path)"), "\(messages[0])")
    #expect(messages[0].contains(message), "\(messages[0])")
  }

  @Test func everythingWrongIsReportedTogether() throws {
    #expect(
      try messages(["some_numbr": 1, "is_on": 3, "colour": "x", "words": [1, "a", 2]]) == [
        "error: some_numbr: unknown key; did you mean \"some_number\"? Known keys: "
          + Everything.keys.joined(separator: ", "),
        "error: the top level: the required key \"required_size\" (an integer at least 1) is "
          + "missing",
        "error: is_on: expected true or false, found an integer 3",
        "error: colour: unknown value \"x\"; known values: red, dark-green",
        "error: words[0]: expected a string, found an integer 1",
        "error: words[2]: expected a string, found an integer 2",
      ])
    #expect(try messages(3) == ["error: the top level: expected an object, found an integer 3"])
  }

  /// The same mistake met twice is one issue, but both readings know that they failed.
  @Test func repeatedMistakesAreReportedOnce() {
    let reader = ParameterReader(issues: IssueCollector())
    for _ in 0..<2 { #expect(Everything.read([:], with: reader) == nil) }
    #expect(reader.issues.issues.count == 1)
  }

  @Test func keysOfOthersAreLeftAlone() {
    let issues = IssueCollector()
    let reader = ParameterReader(issues: issues)
    let json: JSON = ["required_size": 1, "name": "x"]
    #expect(Everything.read(json, with: reader, sharedWith: ["name"]) != nil)
    #expect(Everything.read(json, with: reader, sharedWith: nil) != nil)
    #expect(issues.issues.isEmpty)
    #expect(Everything.read(json, with: reader) == nil)
  }

  @Test func perStepListsHaveOneValueForEachStep() throws {
    #expect(
      try messages(["required_size": 1, "per_step": [0.1, 0.2, 0.3]], steps: 10) == [
        "error: per_step: a per-step list needs one value for each of the 10 steps, noisiest "
          + "first; this one has 3"
      ])
    let set = try Everything(["required_size": 1, "per_step": 0.5], steps: 10)
    #expect((0..<10).allSatisfy { set.perStep[$0] == 0.5 })
    // Where no run gives the number of steps, any length is taken.
    #expect(try Everything(["required_size": 1, "per_step": [0.1]]).perStep.values == [0.1])
  }

  @Test func descriptions() throws {
    let descriptions = Everything.descriptions
    let size = descriptions[0]
    #expect(size.isRequired && size.meaning == "Required." && size.type == "an integer at least 1")
    let number = try #require(descriptions.first { $0.key == "some_number" })
    #expect(!number.isRequired && number.defaultValue == 1 && number.type == "a number in (0, 2]")
    #expect(number.schema == ["type": "number", "exclusiveMinimum": 0, "maximum": 2])
    let colour = try #require(descriptions.first { $0.key == "colour" })
    #expect(colour.schema == ["enum": ["red", "dark-green"]])
    let inner = try #require(descriptions.first { $0.key == "inner" })
    #expect(inner.type == "an object with weight, word or \"none\"")
  }
}
