import Foundation
import Framework
import Testing

/// Compares texts whose numbers and images may differ by rounding errors.
enum GoldenText {
  private static let pattern = "data:image/png;base64,[^\"]*|[0-9]+(\\.[0-9]+)?"

  /// The first difference of the words, of a number by more than rounding, or of an image by more
  /// than two of 255 steps; nil if there is none.
  static func difference(_ found: String, _ recorded: String) throws -> String? {
    let (mine, its) = (try pieces(found), try pieces(recorded))
    for (one, other) in zip(mine, its) where one != other {
      guard try areClose(one, other) else { return "\(one.prefix(80)) for \(other.prefix(80))" }
    }
    return mine.count == its.count ? nil : "\(mine.count) pieces for \(its.count)"
  }

  /// Numbers and images, and what stands between them.
  private static func pieces(_ text: String) throws -> [Substring] {
    var pieces: [Substring] = []
    var place = text.startIndex
    for match in text.matches(of: try Regex(pattern)) {
      pieces += [text[place..<match.range.lowerBound], text[match.range]]
      place = match.range.upperBound
    }
    return pieces + [text[place...]]
  }

  private static func areClose(_ one: Substring, _ other: Substring) throws -> Bool {
    if let a = Double(one), let b = Double(other) { return abs(a - b) <= 0.02 + 0.003 * abs(b) }
    guard let a = try image(one), let b = try image(other) else { return false }
    return a.width == b.width && a.height == b.height
      && zip(a.pixels, b.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 2 }
  }

  private static func image(_ piece: Substring) throws -> RasterImage? {
    guard piece.hasPrefix("data:"), let comma = piece.firstIndex(of: ","),
      let data = Data(base64Encoded: String(piece[piece.index(after: comma)...]))
    else { return nil }
    return try PNG.decode(data, file: "a figure")
  }
}

/// The comparison itself: what it takes for the same and what not.
@Suite struct GoldenTextTests {
  static let pairs: [(found: String, recorded: String, isSame: Bool)] = [
    ("<a x=\"1.25\"/>", "<a x=\"1.26\"/>", true), ("<a x=\"1.25\"/>", "<a x=\"1.35\"/>", false),
    ("n = 8", "n = 9", false), ("r²", "r³", false), ("1 2", "1 2 3", false), ("", "", true),
    ("mean 1000.5", "mean 1001.5", true), ("−1", "1", false),
  ]

  @Test(arguments: pairs.indices) func onlyRoundingIsForgiven(_ number: Int) throws {
    let (found, recorded, isSame) = Self.pairs[number]
    #expect((try GoldenText.difference(found, recorded) == nil) == isSame)
  }

  @Test func imagesAreComparedByPixels() throws {
    func text(_ value: UInt8) -> String {
      let image = RasterImage(width: 1, height: 1, channels: 1, pixels: [value])
      return "\"data:image/png;base64,\(PNG.encode(image).base64EncodedString())\""
    }
    #expect(try GoldenText.difference(text(10), text(12)) == nil)
    #expect(try GoldenText.difference(text(10), text(13)) != nil)
  }
}
