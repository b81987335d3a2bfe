/// How much room texts take, without asking a font.
///
/// Widths are those of Helvetica (Adobe's metrics of the 14 standard PDF fonts), of which Arial and
/// Liberation Sans are copies. Viewers without any of them take another sans-serif type, so layouts
/// reckon with wider letters.
package enum TextWidths {
  /// Parts of the size above and below the base line.
  package static let ascent = 0.75
  package static let descent = 0.22

  /// How much wider than Helvetica a type may be: DejaVu Sans is, by about this much.
  private static let reserve = 1.15
  /// The size of raised and lowered letters.
  static let smaller = 0.7

  /// A bound of a text's length in points.
  package static func width(of text: String, size: Double) -> Double {
    reserve * helvetica(text) * size
  }

  /// Length in Helvetica, in parts of the size.
  static func helvetica(_ text: String) -> Double {
    TextRun.runs(of: text).reduce(0) { sum, run in
      sum + run.text.unicodeScalars.reduce(0) { $0 + width(of: $1) } * run.scale
    }
  }

  /// The text in lines that are no longer than `length`, broken at spaces, after signs such as `-`,
  /// before brackets, and inside of words that are longer than a line.
  package static func wrap(_ text: String, size: Double, length: Double) -> [String] {
    var lines: [String] = []
    func add(_ piece: String) {
      if let line = lines.last, width(of: line + piece.trimmedEnd, size: size) <= length {
        lines[lines.count - 1] = line + piece
      } else {
        lines.append(piece)
      }
    }
    for piece in pieces(of: text) {
      if width(of: piece.trimmedEnd, size: size) <= length {
        add(piece)
      } else {
        for letter in piece { add(String(letter)) }
      }
    }
    return lines.map(\.trimmedEnd).filter { !$0.isEmpty }
  }

  /// Parts between which a line may end.
  private static func pieces(of text: String) -> [String] {
    var pieces = [""]
    for letter in text {
      if "[(".contains(letter) { pieces.append("") }
      pieces[pieces.count - 1].append(letter)
      if " -,/".contains(letter) { pieces.append("") }
    }
    return pieces
  }

  /// Width of a letter of Helvetica in parts of the size; a guess for what it does not have.
  private static func width(of scalar: Unicode.Scalar) -> Double {
    let code = Int(scalar.value)
    if (32...126).contains(code) { return Double(ascii[code - 32]) / 1000 }
    switch code {
    case 0x2013, 0x2212, 0xB1, 0xD7, 0xF7: return 0.584  // – − ± × ÷
    case 0x2014, 0x2026: return 1  // — …
    case 0xB7, 0x2018, 0x2019: return 0.278  // · ‘ ’
    case 0x300...0x36F: return 0  // accents that stand over the letter before
    case 0xC0...0xDE: return 0.722
    case 0xDF...0x24F, 0x370...0x5FF: return 0.61
    case 0x1100...: return code >= 0x2000 && code < 0x2E80 ? 0.8 : 1
    default: return 0.61
    }
  }

  /// From the space on, in thousandths.
  private static let ascii: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
}

extension String {
  /// Without spaces at the end.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
