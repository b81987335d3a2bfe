import Testing

@testable import LocusFormats

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1),
    ("abc", "abcd", 1), ("abc", "xbc", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ("é", "e", 1),
  ])
  func distances(_ a: String, _ b: String, _ distance: Int) {
    #expect(NearestName.distance(a, b) == distance)
    #expect(NearestName.distance(b, a) == distance)
  }

  @Test(
    arguments: [
      ("wienr", "wiener"), ("Wiener", "wiener"), ("optmial", "optimal"), ("neaerst", "nearest"),
      ("smoothed_optimal", "smoothed-optimal"), ("r3", "r2"), ("l", "l2"), ("energy", nil),
      ("x", nil), ("", nil), ("zzzzzzzz", nil),
    ] as [(String, String?)])
  func suggestions(_ name: String, _ expected: String?) {
    let known = ["wiener", "optimal", "nearest", "smoothed-optimal", "r2", "l2", "mse"]
    #expect(NearestName.of(name, among: known) == expected)
  }

  @Test func ofEquallyNearNamesTheFirstInTheAlphabetIsTaken() {
    #expect(NearestName.of("abx", among: ["abz", "aby", "abcd"]) == "aby")
    #expect(NearestName.of("abx", among: [String]()) == nil)
  }

  @Test func hintsListWhatIsKnown() {
    #expect(
      NearestName.hint("sede", among: ["seed", "name"], called: "keys")
        == "; did you mean \"seed\"? Known keys: seed, name")
    #expect(
      NearestName.hint("xyzzy", among: ["seed", "name"], called: "keys")
        == "; known keys: seed, name")
    #expect(NearestName.hint("a", among: [], called: "keys") == "; there are no keys")
  }
}
