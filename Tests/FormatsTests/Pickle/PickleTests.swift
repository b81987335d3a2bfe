import Foundation
import Testing

@testable import LocusFormats

/// Pickles made by `Tools/make_pickle_fixtures.py`, and some written by hand.
@Suite struct PickleTests {
  static func file(_ name: String) throws -> Pickle {
    try Pickle(contentsOf: FormatFixture.url("pickle/\(name).pkl"))
  }

  /// Bytes of characters below 256.
  static func pickle(_ latin1: String) throws -> Pickle {
    try Pickle(data: data(latin1), file: "p")
  }

  static func data(_ latin1: String) -> Data {
    Data(latin1.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
  }

  static let values: [(String, String)] = [
    ("none", "None"),
    ("booleans", "[True, False]"),
    (
      "integers",
      "[0, 255, 65535, -1, 2147483647, -2147483648, 9223372036854775807, -9223372036854775808]"
    ),
    (
      "large",
      "[0x008000000000000000, 0xff7fffffffffffffff, 0x10" + String(repeating: "0", count: 524) + "]"
    ),
    ("floats", "[0.5, -1e+300, inf]"),
    (
      "texts",
      "['', 'plain', 'Zürich ≈ 🙂', 'two\nlines \\u0041', '\(String(repeating: "x", count: 300))']"
    ),
    ("bytes", "[b'', b'007f80ff', b'\(String(repeating: "79", count: 300))']"),
    ("bytearrays", "[b'', b'01fe']"),
    ("lists", "[[], [1], [1, 2, [3]]]"),
    ("tuples", "[(), (1), (1, 2), (1, 2, 3), (1, 2, 3, 4)]"),
    ("sets", "[{}, {7}, {}, {8}]"),
    ("dictionaries", "[{}, {1: 2}, {'a': {b'62': None}, (1, 2): 3}]"),
    ("shared", "[[1, 2, [3]], [1, 2, [3]]]"),
  ]

  @Test(arguments: 0...5)
  func readsPlainValuesOfEveryProtocol(version: Int) throws {
    let pickle = try Self.file("values_p\(version)")
    for (name, expected) in Self.values {
      let value = try #require(pickle.value(name, in: pickle.root))
      #expect(pickle.description(value) == expected, "\(name)")
    }
    let ordered = try #require(pickle.value("ordered", in: pickle.root))
    #expect(pickle.maker(ordered) == "collections.OrderedDict")
    #expect(pickle.entries(ordered)?.map { pickle.text($0.key) } == ["first", "second"])
    #expect(pickle.entries(ordered)?.map { pickle.integer($0.value) } == [1, 2])
    #expect(pickle.entries(pickle.root)?.count == Self.values.count + 1)
  }

  @Test(arguments: 0...5)
  func objectsStayWhatTheFileSaysOfThem(version: Int) throws {
    let made =
      version < 2
      ? "copy_reg._reconstructor(shapes.Point, __builtin__.object, None)"
      : "shapes.Point()"
    #expect(try Self.file("point_p\(version)").description == made + " state {'x': 1}")
  }

  @Test func keepsArgumentsByName() throws {
    #expect(
      try Self.file("named_p4").description == "shapes.Named(2)**{'unit': 'px'}+{'k', 1}")
  }

  /// What Python 3 does not write.
  static let byHand: [(String, String)] = [
    ("U\u{3}a\u{80}b.", "b'618062'"),
    ("T\u{2}\0\0\0ab.", "b'6162'"),
    ("S'a\\n\\x41\\101\\\\\\'\\q'\n.", "b'610a41415c275c71'"),
    ("I01\n.", "True"), ("I00\n.", "False"), ("I7\n.", "7"), ("L7L\n.", "7"), ("L-1L\n.", "-1"),
    ("(I1\nI2\nios\nsystem\n.", "os.system(1, 2)"),
    ("(cos\nsystem\nI1\no.", "os.system(1)"),
    ("(I1\nI2\nd.", "{1: 2}"), ("(I1\nI2\nl.", "[1, 2]"),
    ("Pfile 7\n.", "<'file 7'>"), ("I7\nQ.", "<7>"),
    ("I1\nI2\n0.", "1"), ("I1\n(I2\nI3\n1.", "1"), ("I1\n2\u{86}.", "(1, 1)"),
    ("I1\n(0.", "1"),
    ("\u{80}\u{5}\u{96}\u{2}\0\0\0\0\0\0\0ab\u{98}.", "b'6162'"),
    ("\u{8A}\u{0}.", "0"), ("\u{8A}\u{2}\u{0}\u{80}.", "-32768"),
    ("\u{8A}\u{9}\u{7}\0\0\0\0\0\0\0\0.", "7"),
    ("\u{8B}\u{1}\0\0\0\u{FF}.", "-1"),
    ("Vab\\u0041\\U0001F642\u{E9}\\x\n.", "'abA🙂é\\x'"),
    ("]r\0\0\0\u{1}0j\0\0\0\u{1}.", "[]"),
    ("cshapes\nStack\n)RI1\na(I2\nI3\ne.", "shapes.Stack()+[1, 2, 3]"),
  ]

  @Test(arguments: byHand)
  func readsTheOldAndTheRare(text: String, expected: String) throws {
    let pickle = try Self.pickle(text)
    #expect(pickle.description == expected)
    #expect(pickle.length == text.unicodeScalars.count)
  }

  @Test func whatFollowsAPickleIsLeftAlone() throws {
    let first = try Self.pickle("I1\n.I2\n.")
    #expect(first.description == "1" && first.length == 4)
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("two.pkl")
      try Self.data("I1\n.I2\n.").write(to: url)
      let error = #expect(throws: FormatError.self) { try Pickle(contentsOf: url) }
      #expect(error?.problem == "4 bytes follow the end of the pickle")
    }
  }
}
