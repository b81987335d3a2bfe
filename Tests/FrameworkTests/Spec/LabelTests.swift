import Testing

@testable import Framework

@Suite struct LabelTests {
  private func labels(_ denoisers: JSON) throws -> [String] {
    try SpecFixture.experiment(["denoisers": denoisers]).runs[0].variants.map(\.label)
  }

  @Test func aLabelIsTheNameUnlessGiven() throws {
    #expect(
      try labels(["blur", ["name": "blur", "label": "ours"], ["name": "keyed", "size": 1]])
        == ["blur", "ours", "keyed"])
    #expect(try labels([["name": "blur", "label": "ours (σ=2)/x"]]) == ["ours (%CF%83=2)%2Fx"])
  }

  @Test func sweptLabelsNameKeysAndValues() throws {
    #expect(
      try labels([["name": "blur", "label": "ours", "strength": ["sweep": [0, 0.5]]]])
        == ["ours[strength=0]", "ours[strength=0.5]"])
    // Values from code have no place of their own, so a path in them is text like any other.
    #expect(
      try labels([["name": "blur", "weights": ["sweep": ["a/b.npy", "none"]]]])
        == ["blur[weights=a%2Fb.npy]", "blur[weights=none]"])
    #expect(
      Label.adding([(JSONPath().appending("softmax"), ["batched": 512])], to: "a")
        == "a[softmax=batched 512]")
    #expect(
      Label.adding(
        [(JSONPath().appending("entries"), [["name": "blur", "above": 2], "flat"])], to: "a")
        == "a[entries=[name blur above 2,flat]]")
  }

  @Test(arguments: [
    ("plain-1_a.b", "plain-1_a.b"), ("a b,c=[1]+(2)", "a b,c=[1]+(2)"), ("..", "%2E."),
    (".hidden", "%2Ehidden"), ("a/b\\c", "a%2Fb%5Cc"), ("50%", "50%25"), ("é", "%C3%A9"),
    ("a\nb\0", "a%0Ab%00"), ("a:b*?\"<>|", "a%3Ab%2A%3F%22%3C%3E%7C"),
  ])
  func unsafeCharactersAreEncoded(_ text: String, _ label: String) {
    #expect(Label.encoded(text) == label)
  }

  @Test func labelsAreUnique() throws {
    let two: JSON = [["name": "blur"], ["name": "blur", "strength": 0.5]]
    #expect(
      try SpecFixture.messages(["denoisers": two]) == [
        "error: denoisers[1]: the label \"blur\" is taken by denoisers[0]; give one of them "
          + "another \"label\""
      ])
    let repeated: JSON = [["name": "blur", "strength": ["sweep": [0.5, 0.1, 5e-1]]]]
    #expect(
      try SpecFixture.messages(["denoisers": repeated]) == [
        "error: denoisers[0]: the sweep makes \"blur[strength=0.5]\" twice; remove the repeated "
          + "value"
      ])
  }

  @Test func labelsAreTextThatIsNotEmpty() throws {
    #expect(
      try SpecFixture.messages(["denoisers": [["name": "blur", "label": ""]]])
        == ["error: denoisers[0].label: a label may not be empty"])
    #expect(
      try SpecFixture.messages(["denoisers": [["name": "blur", "label": 3]]])
        == ["error: denoisers[0].label: expected a string, found an integer 3"])
  }
}
