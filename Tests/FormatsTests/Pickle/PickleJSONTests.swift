import Foundation
import Testing

@testable import LocusFormats

/// Plain values of pickles as JSON.
@Suite struct PickleJSONTests {
  private static func json(_ text: String) throws -> JSON? {
    let pickle = try Pickle(data: PickleTests.data(text), file: "p")
    return pickle.json(pickle.root)
  }

  static let values: [(String, JSON?)] = [
    ("N.", JSON(nilLiteral: ())), ("I7\n.", 7), ("F0.5\n.", 0.5), ("Finf\n.", "Infinity"),
    ("F-inf\n.", "-Infinity"), ("Fnan\n.", "NaN"), ("Vtext\n.", "text"),
    ("(I1\nI2\nt.", [1, 2]), ("(I1\nVa\nl.", [1, "a"]),
    ("(Va\nI1\nVb\n(I2\nlVa\nI3\nd.", ["a": 3, "b": [2]]),
    ("(cargparse\nNamespace\no(Vlr\nF0.1\ndb.", ["lr": 0.1]),
    ("cdnnlib.util\nEasyDict\n)\u{81}(Va\nI1\nu.", ["a": 1]),
    ("cos\nsystem\n(Vls\ntR.", nil), ("(Va\ncos\nsystem\nd.", nil), ("cbuiltins\neval\n.", nil),
  ]

  @Test(arguments: values.indices) func plainValues(_ index: Int) throws {
    let (text, expected) = Self.values[index]
    #expect(try Self.json(text) == expected, "\(text)")
  }

  /// NumPy's scalars: of an 8-byte float, a 4-byte integer with the highest byte first, a boolean.
  @Test(arguments: [
    ("f8", "<", "\0\0\0\0\0\0\u{e0}\u{3f}", 0.5 as JSON?), ("i4", ">", "\0\0\u{1}\u{2}", 258),
    ("b1", "|", "\u{1}", true), ("f8", "<", "\0", JSON?.none),
  ])
  func scalarsOfNumPy(type: String, order: String, bytes: String, expected: JSON?) throws {
    for module in ["numpy.core", "numpy._core"] {
      var data = Data(
        "c\(module).multiarray\nscalar\n(cnumpy\ndtype\n(V\(type)\nI00\nI01\ntR(I3\nV\(order)\nNtb"
          .utf8)
      let raw = bytes.unicodeScalars.map { UInt8($0.value) }
      data += [UInt8(ascii: "C"), UInt8(raw.count)] + raw + Data("tR.".utf8)
      let pickle = try Pickle(data: data, file: "p")
      #expect(pickle.json(pickle.root) == expected, "\(type)")
    }
  }

  /// No config is deeper, longer or larger; shared values are counted each time.
  @Test func whatIsNoConfigIsNone() throws {
    #expect(
      try Self.json(String(repeating: "(", count: 20) + String(repeating: "l", count: 20) + ".")
        == nil)
    #expect(try Self.json("V" + String(repeating: "a", count: 5000) + "\n.") == nil)
    let doubled = (0..<14).map { _ in "p0\n0(g0\ng0\nl" }.joined()
    #expect(try Self.json("(l" + doubled + ".") == nil)
  }
}
