import Foundation
import Testing

@testable import LocusFormats

@Suite struct PNGTests {
  private func decode(_ name: String) throws -> RasterImage {
    try PNG.read(FormatFixture.url("png/\(name).png"))
  }

  static let pictures = [
    "gray", "rgb", "rgb_filter0", "rgb_filter1", "rgb_filter2", "rgb_filter3", "rgb_filter4",
  ]

  @Test(arguments: pictures)
  func readsGrayAndRGBUnderEveryFilter(name: String) throws {
    let channels = name == "gray" ? 1 : 3
    let pixels = FormatFixture.pattern(width: 7, height: 11, channels: channels)
    #expect(
      try decode(name) == RasterImage(width: 7, height: 11, channels: channels, pixels: pixels))
  }

  @Test(arguments: [("gray_alpha", 1), ("rgba", 3)])
  func dropsTransparency(name: String, channels: Int) throws {
    let stored = FormatFixture.pattern(width: 7, height: 11, channels: channels + 1)
    let pixels = stored.indices.filter { $0 % (channels + 1) < channels }.map { stored[$0] }
    #expect(
      try decode(name) == RasterImage(width: 7, height: 11, channels: channels, pixels: pixels))
  }

  @Test(arguments: [1, 2, 4, 8])
  func readsPalettes(depth: Int) throws {
    let entries = min(1 << depth, 200)
    let pixels = FormatFixture.pattern(width: 7, height: 11, channels: 1).flatMap {
      let index = Int($0) % entries
      return [UInt8(index), UInt8(255 - index), UInt8(3 * index % 256)]
    }
    #expect(
      try decode("palette\(depth)")
        == RasterImage(width: 7, height: 11, channels: 3, pixels: pixels))
  }

  @Test(arguments: [("pillow_gray", 1), ("pillow_rgb", 3)])
  func readsWhatPillowWrites(name: String, channels: Int) throws {
    let pixels = FormatFixture.pattern(width: 40, height: 25, channels: channels)
    #expect(try decode(name).pixels == pixels)
  }

  @Test func everyTruncationIsAnError() throws {
    let data = try FormatFixture.data("png/rgb.png")
    for length in 0..<data.count {
      #expect(throws: FormatError.self, "cut at \(length)") {
        try PNG.decode(data.prefix(length), file: "cut.png")
      }
    }
    let error = #expect(throws: FormatError.self) {
      try PNG.decode(data.prefix(100), file: "cut.png")
    }
    #expect(error?.problem.hasPrefix("ends after 100 bytes") == true)
  }

  @Test func wrongChecksumIsAnError() throws {
    var data = try FormatFixture.data("png/rgb.png")
    data[20] ^= 1
    let error = #expect(throws: FormatError.self) { try PNG.decode(data, file: "bad.png") }
    #expect(error?.problem == "the chunk at byte 8 has a wrong CRC-32")
  }

  static let foreign: [([UInt8], String)] = [
    ([0xFF, 0xD8, 0xFF, 0xE0], "is a JPEG picture; only PNG is read"),
    (Array("GIF89a".utf8), "is a GIF picture; only PNG is read"),
    (Array("RIFF1234WEBP".utf8), "is a WebP picture; only PNG is read"),
    (Array("BM12".utf8), "is a BMP picture; only PNG is read"),
    (Array("II*\0".utf8), "is a TIFF picture; only PNG is read"),
    (Array("0000ftypavif".utf8), "is an AVIF or HEIC picture; only PNG is read"),
  ]

  @Test(arguments: foreign)
  func otherPicturesAreNamed(start: [UInt8], problem: String) {
    let error = #expect(throws: FormatError.self) {
      try PNG.decode(Data(start), file: "folder/photo.jpg")
    }
    #expect(error?.problem == problem)
    #expect(error?.advice == "convert it, for example with: magick 'photo.jpg' 'photo.png'")
  }

  @Test func otherFilesAreRefused() {
    let error = #expect(throws: FormatError.self) { try PNG.decode(Data("text".utf8), file: "t") }
    #expect(error?.problem == "not a PNG picture")
  }

  /// A PNG of one IDAT chunk with any header.
  private func file(
    width: Int, height: Int, depth: UInt8 = 8, colour: UInt8 = 0, interlace: UInt8 = 0,
    rows: [UInt8], extra: [(String, [UInt8])] = []
  ) -> Data {
    func bigEndian(_ value: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let header = bigEndian(width) + bigEndian(height) + [depth, colour, 0, 0, interlace]
    var data = Data(PNG.signature)
    for (kind, content) in [("IHDR", header)] + extra
      + [("IDAT", Zlib.compress(rows)), ("IEND", [])]
    {
      let checked = Array(kind.utf8) + content
      data += bigEndian(content.count) + checked + bigEndian(Int(Checksum.crc32(checked)))
    }
    return data
  }

  private func problem(_ data: Data) -> String? {
    #expect(throws: FormatError.self) { try PNG.decode(data, file: "x.png") }?.problem
  }

  @Test(arguments: [(0, 3), (2, 4), (3, 16), (4, 4), (6, 2), (0, 0), (2, 32)])
  func depthsThatAColourCannotHaveAreErrors(colour: UInt8, depth: UInt8) {
    let data = file(width: 1, height: 1, depth: depth, colour: colour, rows: [0, 1, 2])
    #expect(problem(data) == "the header has values that PNG does not define")
  }

  @Test func interlacedPicturesNeedAllTheirPasses() {
    let rows: [UInt8] = [0, 1, 0, 2, 0, 3, 4]
    #expect(
      problem(file(width: 2, height: 2, interlace: 1, rows: Array(rows.dropLast())))
        == "holds 6 bytes of pixels, but its size needs 7")
    #expect(
      problem(file(width: 2, height: 2, interlace: 1, rows: [0, 1, 0, 2, 9, 3, 4]))
        == "row 0 has an unknown filter")
    #expect(
      (try? PNG.decode(file(width: 2, height: 2, interlace: 1, rows: rows), file: "x"))?.pixels
        == [1, 2, 3, 4])
  }

  @Test func absurdSizesAreRefusedBeforeMemoryIsTaken() {
    let huge = file(width: 1 << 30, height: 1 << 30, colour: 6, rows: [0])
    #expect(problem(huge)?.contains("more than the 268435456 bytes allowed") == true)
    #expect(
      problem(file(width: 10_000, height: 10_000, rows: [0]))
        == "the header promises 100010000 bytes of pixels, more than the file can hold")
    // Few bytes of one bit each stand for many more in memory.
    #expect(
      problem(file(width: 20_000, height: 20_000, depth: 1, rows: [0]))
        == "has 20000 × 20000 pixels, more than the 268435456 bytes allowed")
    #expect(
      problem(file(width: 0, height: 5, rows: [0]))
        == "the header gives a size of 0 × 5 pixels")
  }

  @Test func inconsistentFilesAreErrors() {
    #expect(
      problem(file(width: 2, height: 2, rows: [0, 1, 2, 0, 1]))
        == "holds 5 bytes of pixels, but its size needs 6")
    #expect(
      problem(file(width: 2, height: 2, rows: [0, 1, 2, 0, 1, 2, 3]))
        == "holds more than the 6 bytes allowed when decompressed")
    #expect(
      problem(file(width: 2, height: 2, rows: [0, 1, 2, 5, 1, 2]))
        == "row 1 has an unknown filter")
    #expect(
      problem(file(width: 1, height: 1, colour: 3, rows: [0, 0])) == "the palette is missing")
    #expect(
      problem(file(width: 1, height: 1, colour: 3, rows: [0, 7], extra: [("PLTE", [1, 2, 3])]))
        == "a pixel has colour 7 of a palette of 1")
    #expect(
      problem(file(width: 1, height: 1, rows: [0, 0], extra: [("ABCD", [])]))
        == "has an unknown chunk 'ABCD' that must not be skipped")
    #expect(
      problem(file(width: 1, height: 1, colour: 5, rows: [0, 0]))
        == "the header has values that PNG does not define")
  }

  @Test func whatIsWrittenIsReadBack() throws {
    for (width, height, channels) in [(1, 1, 1), (28, 28, 1), (33, 17, 3), (1, 300, 3)] {
      let pixels = FormatFixture.pattern(width: width, height: height, channels: channels)
      let image = RasterImage(width: width, height: height, channels: channels, pixels: pixels)
      #expect(try PNG.decode(PNG.encode(image), file: "round trip") == image)
    }
    try FormatFixture.withFolder { folder in
      let image = RasterImage(width: 2, height: 1, channels: 1, pixels: [3, 200])
      let url = folder.appendingPathComponent("a.png")
      try PNG.write(image, to: url)
      #expect(try PNG.read(url) == image)
    }
  }

  @Test func filtersMakeGradientsSmall() {
    let pixels = (0..<100).flatMap { y in (0..<100).map { x in UInt8(x + y) } }
    let image = RasterImage(width: 100, height: 100, channels: 1, pixels: pixels)
    #expect(PNG.encode(image).count < 300)
  }
}
