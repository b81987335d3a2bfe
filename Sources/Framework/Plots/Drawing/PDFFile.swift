import LocusFormats

/// Objects of a PDF file with the table of their places.
struct PDFFile {
  private var bytes = Array("%PDF-1.4\n%".utf8) + [0xE2, 0xE3, 0xCF, 0xD3, 0x0A]
  private var places: [(number: Int, offset: Int)] = []

  mutating func add(_ number: Int, _ object: String) {
    places.append((number, bytes.count))
    bytes += Array("\(number) 0 obj\n\(object)\nendobj\n".utf8)
  }

  /// A compressed stream; `entries` stand in its dictionary.
  mutating func add(_ number: Int, _ entries: String, stream: [UInt8]) {
    let data = Zlib.compress(stream)
    places.append((number, bytes.count))
    let head = "<< \(entries)/Filter /FlateDecode /Length \(data.count) >>"
    bytes += Array("\(number) 0 obj\n\(head)\nstream\n".utf8) + data
    bytes += Array("\nendstream\nendobj\n".utf8)
  }

  /// The whole file; numbers that were left out are free.
  func finished(root: Int, info: Int) -> [UInt8] {
    let size = (places.map(\.number).max() ?? 0) + 1
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: count - text.count) + text
    }
    var table = "xref\n0 \(size)\n0000000000 65535 f \n"
    for number in 1..<size {
      let place = places.first { $0.number == number }
      table += place.map { digits($0.offset, 10) + " 00000 n \n" } ?? "0000000000 00000 f \n"
    }
    table += "trailer\n<< /Size \(size) /Root \(root) 0 R /Info \(info) 0 R >>\n"
    return bytes + Array("\(table)startxref\n\(bytes.count)\n%%EOF\n".utf8)
  }
}

/// Texts as the standard fonts write them.
enum PDFText {
  enum Font: String, CaseIterable {
    case helvetica = "F1"
    case symbol = "F2"

    var object: String {
      switch self {
      case .helvetica:
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
      case .symbol: "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"
      }
    }
  }

  /// The text in pieces of one font, escaped.
  static func pieces(of text: String) -> [(font: Font, text: String)] {
    var pieces: [(font: Font, text: String)] = []
    for scalar in text.unicodeScalars {
      let (font, code) =
        latin(scalar).map { (Font.helvetica, $0) }
        ?? symbols[scalar].map { (.symbol, $0) } ?? (.helvetica, UInt8(ascii: "?"))
      if pieces.last?.font != font { pieces.append((font, "")) }
      pieces[pieces.count - 1].text += escaped(code)
    }
    return pieces
  }

  /// The text in Helvetica's letters alone.
  static func plain(_ text: String) -> String {
    text.unicodeScalars.map { escaped(latin($0) ?? UInt8(ascii: "?")) }.joined()
  }

  private static func escaped(_ code: UInt8) -> String {
    switch code {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"):
      "\\" + String(UnicodeScalar(code))
    case 32...126: String(UnicodeScalar(code))
    default:
      "\\" + String([6, 3, 0].map { Character(String(code >> UInt8($0) & 7)) })
    }
  }

  /// Windows' code page 1252.
  private static func latin(_ scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 32...126, 0xA0...0xFF: UInt8(scalar.value)
    case 0x2013, 0x2212: 0x96
    case 0x2014: 0x97
    case 0x2018: 0x91
    case 0x2019: 0x92
    case 0x201C: 0x93
    case 0x201D: 0x94
    case 0x2022: 0x95
    case 0x2026: 0x85
    case 0x20AC: 0x80
    default: nil
    }
  }

  /// Places of letters in the font Symbol.
  private static let symbols: [Unicode.Scalar: UInt8] = {
    var codes: [Unicode.Scalar: UInt8] = [
      "≤": 0xA3, "∞": 0xA5, "≥": 0xB3, "∂": 0xB6, "≈": 0xBB, "→": 0xAE, "←": 0xAC, "√": 0xD6,
      "∑": 0xE5,
    ]
    let greek = "αβγδεζηθικλμνξοπρστυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"
    let places = "abgdezhqiklmnxoprstufcywABGDEZHQIKLMNXOPRSTUFCYW"
    for (letter, code) in zip(greek.unicodeScalars, places.unicodeScalars) {
      codes[letter] = UInt8(code.value)
    }
    return codes
  }()
}
