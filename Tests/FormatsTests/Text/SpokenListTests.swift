import Testing

@testable import LocusFormats

@Suite struct SpokenListTests {
  @Test(
    arguments: [
      ([], ""), (["a"], "\"a\""), (["a", "b"], "\"a\" and \"b\""),
      (["a", "b", "c"], "\"a\", \"b\" and \"c\""),
    ] as [([String], String)])
  func saysNames(_ names: [String], _ text: String) {
    #expect(names.spoken() == text)
    #expect(names.spoken("or") == text.replacing(" and ", with: " or "))
  }
}
