import Foundation
import TestSupport
import Testing

@testable import LocusFormats

@Suite struct JPEGTests {
  /// The largest difference of a picture's samples to those recorded, and its shape.
  private func check(_ image: RasterImage, against url: URL) throws -> Int {
    let expected = try NpyArray(contentsOf: url)
    let shape = [image.height, image.width] + (image.channels == 1 ? [] : [image.channels])
    #expect(expected.shape == shape)
    return zip(image.pixels, try expected.integers()).map { abs(Int($0) - $1) }.max() ?? 256
  }

  static let kinds =
    ["444", "422", "420"].flatMap { sampling in
      ["odd", "whole", "narrow", "dot", "progressive", "restart"].map { "\(sampling)_\($0)" }
    } + [
      "440", "411", "410", "420_separate", "440_separate", "420_progressive_restart", "420_coarse",
      "444_fine", "rgb", "gray", "gray_progressive", "gray_restart",
    ]

  @Test(arguments: kinds)
  func pixelsAreThoseOfPillow(name: String) throws {
    let image = try JPEG.read(FormatFixture.url("jpeg/\(name).jpg"))
    #expect(try check(image, against: FormatFixture.url("jpeg/\(name).npy")) == 0)
  }

  private static let recorded = SharedFolder.file("golden/networks2/images")

  @Test(
    .enabled(
      if: SharedFolder.holds("golden/networks2/images"),
      Comment(rawValue: SharedFolder.skipped("recorded pictures"))))
  func recordedPictures() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.recorded.path)
    var count = 0
    for name in names.sorted() where name.hasPrefix("jpeg_") && name.hasSuffix(".jpg") {
      let url = Self.recorded.appendingPathComponent(name)
      let expected = url.deletingPathExtension().appendingPathExtension("npy")
      #expect(try check(JPEG.read(url), against: expected) == 0, "\(name)")
      count += 1
    }
    #expect(count >= 15)
    for name in names where name.hasPrefix("refuse_") && name.hasSuffix(".jpg") {
      let url = Self.recorded.appendingPathComponent(name)
      let error = #expect(throws: FormatError.self, "\(name)") { try JPEG.read(url) }
      #expect(error?.file == url.path)
    }
  }

  // MARK: Refusals

  private func data(_ name: String) throws -> Data { try FormatFixture.data("jpeg/\(name).jpg") }

  private func error(_ data: Data) -> FormatError? {
    #expect(throws: FormatError.self) { try JPEG.decode(data, file: "x.jpg") }
  }

  /// Where the first segment with this marker starts.
  private func offset(of marker: UInt8, in data: Data) throws -> Int {
    try #require(data.firstRange(of: Data([0xFF, marker]))).lowerBound
  }

  /// What is not read, by the bytes from its header on (0xFF, marker, length, bits, height, width,
  /// components).
  @Test(arguments: [
    (1, 0xC3, "is a lossless JPEG, which is not read"),
    (1, 0xC5, "is a hierarchical JPEG, which is not read"),
    (1, 0xC9, "is a JPEG with arithmetic coding, which is not read"),
    (1, 0xCA, "is a JPEG with arithmetic coding, which is not read"),
    (4, 12, "is a JPEG with 12 bits a sample, which is not read"),
    (6, 0, "is a JPEG whose height comes after its pixels (DNL), which is not read"),
    (11, 0x31, "is a JPEG with chroma at a broken fraction of the size, which is not read"),
  ])
  func otherKindsAreNamed(index: Int, value: UInt8, problem: String) throws {
    var data = try data("422_odd")
    data[try offset(of: 0xC0, in: data) + index] = value
    // Three samples of luma for two of chroma.
    if index == 11 { data[try offset(of: 0xC0, in: data) + 14] = 0x21 }
    let error = error(data)
    #expect(error?.problem == problem)
    #expect(error?.advice == "convert it, for example with: magick 'x.jpg' 'x.png'")
  }

  @Test func fourComponentsAreNamed() throws {
    let error = error(try data("cmyk"))
    #expect(error?.problem == "is a CMYK JPEG, which is not read")
    #expect(
      error?.advice
        == "convert it, for example with: magick 'x.jpg' -colorspace sRGB 'x.png'")
  }

  @Test func aHeightThatComesLaterIsNamed() throws {
    let data = try data("gray")
    let later = data.dropLast(2) + Data([0xFF, 0xDC, 0, 4, 0, 15, 0xFF, 0xD9])
    #expect(error(Data(later))?.problem.contains("(DNL)") == true)
  }

  @Test func otherFilesAreNamed() {
    #expect(error(Data("text".utf8))?.problem == "not a JPEG picture")
    #expect(error(Data("GIF89a".utf8))?.problem == "is a GIF picture; only JPEG is read")
    #expect(error(Data())?.advice == "the file is empty: fetch it again")
  }

  @Test func absurdSizesAreRefusedBeforeMemoryIsTaken() throws {
    var data = try data("gray")
    let header = try offset(of: 0xC0, in: data)
    data.replaceSubrange(header + 5..<header + 9, with: [0x40, 0, 0x40, 1])
    #expect(
      error(data)?.problem == "has 16385 × 16384 pixels, more than the 268435456 bytes allowed")
    data.replaceSubrange(header + 5..<header + 9, with: [0x20, 0, 0x20, 0])
    #expect(
      error(data)?.problem
        == "the header promises 8192 × 8192 pixels, more than the file can hold")
  }

  // MARK: Damage

  @Test(arguments: ["420_odd", "420_progressive", "gray_restart", "440_separate"])
  func everyTruncationIsAnError(name: String) throws {
    let data = try data(name)
    for length in 0..<data.count {
      #expect(throws: FormatError.self, "cut at \(length)") {
        try JPEG.decode(data.prefix(length), file: "cut.jpg")
      }
    }
  }

  /// A file cut inside its pixels whose end was put back, as some programs do.
  @Test(arguments: ["444_odd", "422_progressive", "420_restart", "gray"])
  func whatIsCutAndClosedIsAnError(name: String) throws {
    let data = try data(name)
    let start = try offset(of: 0xDA, in: data) + 20
    for length in stride(from: start, to: data.count - 4, by: 7) {
      #expect(throws: FormatError.self, "cut at \(length)") {
        try JPEG.decode(data.prefix(length) + Data([0xFF, 0xD9]), file: "cut.jpg")
      }
    }
  }

  /// Segments that contradict each other, each with its place.
  @Test func contradictionsAreNamed() throws {
    let gray = try data("gray")
    func changed(_ marker: UInt8, _ values: (Int, UInt8)...) throws -> String? {
      var copy = gray
      for (index, value) in values { copy[try offset(of: marker, in: gray) + index] = value }
      return error(copy)?.problem
    }
    let (steps, codes) = (try offset(of: 0xDB, in: gray), try offset(of: 0xC4, in: gray))
    let scan = try offset(of: 0xDA, in: gray)
    #expect(
      try changed(0xDB, (4, 7))
        == "the quantisation table at byte \(steps) is incomplete or has an unknown number")
    #expect(try changed(0xDB, (9, 0)) == "the quantisation table at byte \(steps) has a step of 0")
    // Three codes of one bit in place of three bits.
    #expect(
      try changed(0xC4, (5, 3), (7, 2))
        == "the Huffman table at byte \(codes) has more codes than their lengths allow")
    #expect(
      try changed(0xDA, (5, 9))
        == "the header of a scan at byte \(scan) names a component or a table that there is not")
    #expect(
      try changed(0xDA, (6, 0x11))
        == "the header of a scan at byte \(scan) needs a Huffman table that is missing")
    let size = try offset(of: 0xC0, in: gray)
    #expect(
      try changed(0xC0, (12, 2))
        == "the header of a scan at byte \(scan) needs quantisation table 2, which is missing")
    #expect(
      try changed(0xC0, (8, 0)) == "the header of the picture at byte \(size) gives a width of 0")
    #expect(
      try changed(0xC0, (11, 0x51))
        == "the header of the picture at byte \(size) has sampling factors that JPEG does not define"
    )
    #expect(try changed(0xC0, (0, 1)) == "has 0x01 at byte \(size), where a marker should be")
  }

  @Test func aWrongRestartMarkerIsNamed() throws {
    var data = try data("gray_restart")
    let marker = try offset(of: 0xD1, in: data)
    data[marker + 1] = 0xD5
    let scan = try offset(of: 0xDA, in: data)
    #expect(
      error(data)?.problem
        == "the restart marker at byte \(marker) is missing or the wrong one, in the scan at byte "
        + "\(scan)")
  }

  @Test func aRepeatedScanIsNamed() throws {
    let data = try data("gray")
    let scan = data[try offset(of: 0xDA, in: data)..<data.count - 2]
    #expect(
      error(data.dropLast(2) + scan + Data([0xFF, 0xD9]))?.problem
        == "the header of a scan at byte \(data.count - 2) does not go on where the scans before it "
        + "ended")
  }

  /// What other programs leave in files changes no pixel.
  @Test func paddingAndWhatFollowsAreLeftOut() throws {
    let data = try data("420_odd")
    let image = try JPEG.decode(data, file: "x.jpg")
    let padded = data.dropLast(2) + Data([0, 0, 0xFF, 0xFF, 0xD9]) + Data("preview".utf8)
    #expect(try JPEG.decode(Data(padded), file: "x.jpg") == image)
    let more = error(data.dropLast(2) + Data([1, 2, 3, 0xFF, 0xD9]))
    #expect(more?.problem.contains("lie behind the last block") == true)
  }

  @Test func piecesOfLargerDataAreRead() throws {
    let data = try data("420_odd")
    let longer = Data([1, 2, 3]) + data
    #expect(try JPEG.decode(longer.dropFirst(3), file: "x") == JPEG.decode(data, file: "x"))
  }
}
