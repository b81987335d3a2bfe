import Foundation
import LocusFormats
import Testing

@testable import LocusPlots

/// What stands in a PDF file.
@Suite struct PDFTests {
  private func drawing(_ items: [Drawing.Item], title: String = "t") -> Drawing {
    Drawing(width: 20, height: 10, title: title, description: "d", items: items)
  }

  /// The page's operators.
  private func content(_ drawing: Drawing) throws -> String {
    let data = Data(drawing.pdf)
    let start = try #require(data.range(of: Data("4 0 obj\n".utf8))).upperBound
    let stream = try #require(data.range(of: Data("\nstream\n".utf8), in: start..<data.count))
    let end = try #require(
      data.range(of: Data("\nendstream\n".utf8), in: stream.upperBound..<data.count))
    let bytes = data.subdata(in: stream.upperBound..<end.lowerBound)
    return String(decoding: try Zlib.decompress(bytes, file: "pdf"), as: UTF8.self)
  }

  /// Every entry of the table leads to its object.
  @Test(arguments: Figures.all.indices) func placesOfObjectsAreTrue(_ number: Int) throws {
    let bytes = Figures.all[number].figure.pdf
    let text = String(decoding: bytes.map { $0 < 128 ? $0 : 63 }, as: UTF8.self)
    #expect(text.hasPrefix("%PDF-1.4\n") && text.hasSuffix("%%EOF\n"))
    let start = try #require(text.firstMatch(of: /startxref\n(\d+)\n/)).output.1
    let table = text.utf8.dropFirst(Int(start)!)
    let lines = String(table)!.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "xref")
    let count = Int(lines[1].split(separator: " ")[1])!
    for number in 1..<count {
      let entry = lines[2 + number]
      // With the line feed, twenty bytes each.
      #expect(entry.utf8.count == 19)
      guard entry.hasSuffix("n ") else { continue }
      let object = text.utf8.dropFirst(Int(entry.prefix(10))!)
      #expect(String(object.prefix(12))!.hasPrefix("\(number) 0 obj\n"))
    }
  }

  @Test func operatorByOperator() throws {
    let text = try content(
      drawing([
        .path(
          PlotPath(line: [PlotPoint(1, 2), PlotPoint(3, 4)]), .stroke(.black, width: 0.5, dash: [2])
        ),
        .path(
          PlotPath(PlotRect(x: 0, y: 0, width: 1, height: 1)), .fill(.white, opacity: 0.25)),
        .text(PlotText(content: "σ (r²)", place: PlotPoint(4, 9), size: 8, color: .black)),
      ]))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "1 0 0 -1 0 10 cm")
    #expect(lines[2] == "q 0.000 0.000 0.000 RG 0.5 w [2] 0 d 1 2 m 3 4 l S Q")
    #expect(lines[3] == "q 1 1 1 rg /G0 gs 0 0 m 1 0 l 1 1 l 0 1 l h f Q")
    #expect(
      lines[4]
        == "BT 0.000 0.000 0.000 rg 1 0 0 -1 4 9 Tm 0 Ts /F2 8 Tf (s) Tj /F1 8 Tf ( \\(r) Tj "
        + "2.8 Ts /F1 5.6 Tf (2) Tj 0 Ts /F1 8 Tf (\\)) Tj ET")
  }

  static let texts: [(text: String, pieces: [String])] = [
    ("plain", ["F1 plain"]), ("a(b)\\", ["F1 a\\(b\\)\\\\"]), ("é–", ["F1 \\351\\226"]),
    ("≤ 1", ["F2 \\243", "F1  1"]), ("日", ["F1 ?"]), ("−∞", ["F1 \\226", "F2 \\245"]),
  ]

  @Test(arguments: texts.indices) func lettersOfTheStandardFonts(_ number: Int) {
    let (text, expected) = Self.texts[number]
    #expect(PDFText.pieces(of: text).map { "\($0.font.rawValue) \($0.text)" } == expected)
  }

  @Test func anImageIsStoredOnce() {
    let image = RasterImage(width: 2, height: 1, channels: 1, pixels: [0, 255])
    let rect = PlotRect(x: 0, y: 0, width: 4, height: 2)
    let bytes = drawing([.image(image, rect), .image(image, rect)]).pdf
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.matches(of: /\/Subtype \/Image/).count == 1)
    #expect(text.contains("/XObject << /I0 10 0 R >>"))
  }

  @Test func theTitleIsText() {
    let text = String(decoding: drawing([], title: "a (b) ²").pdf, as: UTF8.self)
    #expect(text.contains("/Title (a \\(b\\) \\262)"))
  }
}
