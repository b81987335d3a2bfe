import Foundation
import TestSupport
import Testing

@testable import LocusFormats

@Suite struct PickleRefusalTests {
  static let damaged: [(String, String)] = [
    ("", "ends after 0 bytes"),
    ("I1\n", "ends after 3 bytes"),
    (".", "0 values are left at its end, not one"),
    ("I1\nI2\n.", "2 values are left at its end, not one"),
    ("I1\n(.", "1 values are left at its end, not one"),
    ("\u{80}\u{9}I1\n.", "protocol 9 is unknown (0 to 5 are read)"),
    ("\u{7F}.", "the byte 127 at offset 0 is no instruction of a pickle"),
    ("}h\u{7}.", "value 7 of its memo is used near offset 3 but missing"),
    ("R.", "a value is missing near offset 1"), ("0.", "a value is missing near offset 1"),
    ("t.", "a mark is missing near offset 1"), ("(\u{85}.", "a value is missing near offset 2"),
    ("I1\n(a.", "a value is missing"),
    ("}(I1\nu.", "a key near offset 6 has no value"),
    ("I1\nI2\na.", "append near offset 7 finds a value that it does not apply to"),
    ("]I2\nI3\ns.", "setitem near offset 8 finds a value that it does not apply to"),
    ("I1\n)R.", "reduce near offset 5 finds a value"),
    ("cos\nsystem\nI1\nR.", "reduce near offset 15 finds a value"),
    ("}}b.", "build near offset 3 finds a value"),
    ("I1\nI2\n\u{93}.", "stackGlobal near offset 7 finds a value"),
    ("cos\nsystem\n))\u{92}.", "newobjEx near offset 14 finds a value"),
    ("(o.", "obj near offset 2 finds a value"),
    ("T\u{FB}\u{FF}\u{FF}\u{FF}.", "a text has the length -5"),
    ("\u{8B}\u{FF}\u{FF}\u{FF}\u{FF}.", "an integer has the length -1"),
    ("X\u{F0}\u{FF}\u{FF}\u{FF}abc.", "4294967280 more are needed"),
    ("\u{8E}\0\0\0\0\0\u{1}\0\0abc.", "1099511627776 more are needed"),
    ("\u{8E}\0\0\0\0\0\0\0\u{FF}abc.", "is beyond any file"),
    ("\u{95}\u{9}\0\0\0\0\0\0\0N.", "a frame claims 9 bytes, but 2 are left"),
    ("I12", "has no end"), ("I1x\n.", "'1x' is no integer"),
    ("L99999999999999999999x\n.", "integer"),
    ("Fone\n.", "'one' is no number"), ("g-1\n.", "'-1' is no index"),
    ("Sab\n.", "has no quotes around it"), ("S'a\\'\n.", "ends within an escape"),
    ("S'\\xg1'\n.", "'g1' is no hexadecimal"), ("V\\u00\n.", "'00' is no hexadecimal"),
    ("c" + String(repeating: "m", count: 1000) + "\nn\n.", "the name of a class has 1001 bytes"),
    ("\u{82}\u{1}.", "uses Python's registry of extensions (ext1)"),
    ("\u{97}.", "keeps its buffers outside the file"),
    ("]q\0h\0a.", "holds a value that contains itself"),
    (String(repeating: "(", count: 1001), "nests values more than 1000 deep"),
    ("N" + String(repeating: "\u{85}", count: 1001) + ".", "nests values more than 1000 deep"),
  ]

  @Test(arguments: damaged)
  func whatIsDamagedIsNamed(text: String, expected: String) {
    let error = #expect(throws: FormatError.self) { try PickleTests.pickle(text) }
    let problem = error?.problem ?? ""
    #expect(problem.contains(expected), "\(problem)")
  }

  @Test func aThousandLevelsAreRead() throws {
    _ = try PickleTests.pickle("N" + String(repeating: "\u{85}", count: 1000) + ".")
  }

  @Test func aListInsideItselfIsRefused() throws {
    let error = #expect(throws: FormatError.self) { try PickleTests.file("cycle") }
    #expect(error?.problem == "the pickle holds a value that contains itself")
  }

  /// Names, a start, and what follows it many times over: values, marks, names and memos that grow with
  /// every byte.
  static let floods: [(String, String, String, Int)] = [
    ("lists", "", "]", 5_000_000), ("names", "", "ca\nb\n", 1_000_000),
    ("values", "", "N", 5_000_000), ("copies", "N", "2", 5_000_000),
    ("lists made and dropped", "", "]0", 2_500_000),
    ("values made and dropped", "", "N0", 2_500_000), ("memo", "N", "\u{94}", 5_000_000),
  ]

  @Test(arguments: floods)
  func isRefusedBeforeItTakesMuch(name: String, start: String, part: String, count: Int) throws {
    let part = PickleTests.data(part)
    var data = PickleTests.data(start)
    for _ in 0..<count { data.append(part) }
    var error: FormatError?
    let time = ContinuousClock().measure {
      error = #expect(throws: FormatError.self) { try Pickle(data: data, file: name) }
    }
    #expect(error?.problem.hasPrefix("the pickle takes ") == true, "\(String(describing: error))")
    // This build may not be optimised, and other tests run at the same time.
    #expect(time < .seconds(60), "\(name): \(time)")
  }

  /// Each list holds the one before twice.
  private static func bomb(_ count: Int) -> String {
    let steps = (0..<count).map { index in
      let index = Character(Unicode.Scalar(UInt8(index)))
      return "q\(index)0](h\(index)h\(index)e"
    }
    return "]" + steps.joined() + "."
  }

  @Test func sharedValuesCountAtEachUse() throws {
    let pickle = try PickleTests.pickle(Self.bomb(20))
    #expect(pickle.items(pickle.root)?.count == 2)
    let error = #expect(throws: FormatError.self) { try PickleTests.pickle(Self.bomb(60)) }
    #expect(
      error?.problem == "the pickle stands for more than 16777216 values, by sharing few")
  }

  /// An error or a value, never a trap or a hang.
  @Test func damagedFilesAreReadOrRefused() throws {
    var damager = DataDamager(seed: 21)
    var refused = 0
    let names = (0...5).map { "values_p\($0)" } + ["point_p0", "point_p2", "named_p4", "cycle"]
    for name in names {
      let data = try FormatFixture.data("pickle/\(name).pkl")
      for _ in 0..<500 {
        do {
          let pickle = try Pickle(data: damager.damaged(data), file: "fuzz")
          #expect(!pickle.description.isEmpty)
        } catch is FormatError {
          refused += 1
        }
      }
    }
    #expect(refused > 2000)
  }
}
