import Foundation
import Testing

@testable import Datasets
@testable import Framework

/// What pictures have and images do not is told, with how many there are.
@Suite struct PictureRemarkTests {
  private let sandbox: DataSandbox

  init() throws { sandbox = try DataSandbox() }

  /// A PNG of 3 × 2 pixels with any header.
  private func write(
    _ name: String, colour: UInt8, depth: UInt8, pixelBytes: Int,
    more: [(String, [UInt8])] = [], rows: [UInt8]? = nil
  ) throws {
    var content: [UInt8] = []
    for row in 0..<2 {
      content.append(0)
      for index in 0..<3 * pixelBytes { content.append(UInt8(40 * row + 7 * index)) }
    }
    let header: [UInt8] = [0, 0, 0, 3, 0, 0, 0, 2, depth, colour, 0, 0, 0]
    let pixels = [UInt8](Zlib.compress(rows ?? content))
    func bigEndian(_ value: Int) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    for (kind, content) in [("IHDR", header)] + more + [("IDAT", pixels), ("IEND", [])] {
      let checked = Array(kind.utf8) + content
      bytes += bigEndian(content.count)
      bytes += checked
      bytes += bigEndian(Int(Checksum.crc32(checked)))
    }
    try sandbox.write(bytes, to: name)
  }

  private func data(_ more: KeyValuePairs<String, JSON> = [:]) throws -> ImageCollection {
    try load(ImageFolderTests.entry(sandbox, more))
  }

  private func remarks(_ more: KeyValuePairs<String, JSON> = [:]) throws -> [String] {
    try data(more).remarks.map { $0.replacing(sandbox.folder.path, with: "") }
  }

  @Test func transparencyAndDepthAreCounted() throws {
    try write("a.png", colour: 2, depth: 8, pixelBytes: 3)
    #expect(try remarks() == [])
    try write("b.png", colour: 6, depth: 8, pixelBytes: 4)
    try write("c.png", colour: 4, depth: 16, pixelBytes: 4)
    try write("d.png", colour: 2, depth: 8, pixelBytes: 3, more: [("tRNS", [0, 1, 0, 2, 0, 3])])
    #expect(
      try remarks() == [
        ": 3 of 4 pictures with transparency, which is dropped and not blended, as Pillow's "
          + "convert(\"RGB\") does",
        ": 1 of 4 pictures with 16 bits a sample, of which the high 8 are kept",
      ])
  }

  @Test func kindsOfPicturesBecomeOne() throws {
    try write("a.png", colour: 4, depth: 16, pixelBytes: 4)
    try write("b.png", colour: 0, depth: 2, pixelBytes: 1, rows: [0, 0b00_01_10_00, 0, 0b11 << 6])
    let images = try #require(try data(["channels": 1]).images.packedBytes())
    #expect(images == [0, 28, 56, 40, 68, 96] + [0, 85, 170, 255, 0, 0])
  }

  /// Orientation 6: the stored columns are the rows, from the last row on.
  @Test func orientationIsAppliedWhenAsked() throws {
    let exif: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
    ]
    try write(
      "a.png", colour: 0, depth: 8, pixelBytes: 1, more: [("eXIf", exif)],
      rows: [0, 1, 2, 3, 0, 4, 5, 6])
    #expect(
      try remarks() == [
        ": 1 of 1 picture with an EXIF orientation that is not applied, as torchvision and EDM do "
          + "not either; \"orient\": true turns them"
      ])
    let turned = try data(["orient": true, "channels": 1])
    #expect(turned.images.shape == ImageShape(channels: 1, height: 3, width: 2))
    #expect(turned.images.packedBytes() == [4, 1, 5, 2, 6, 3] && turned.remarks.isEmpty)
  }

  @Test func masksAreTold() throws {
    try write("a.png", colour: 0, depth: 8, pixelBytes: 1, rows: [0, 1, 0, 0, 0, 0, 1, 1])
    #expect(
      try remarks() == [
        ": all numbers are 0 or 1 of 255, nearly black, as in masks; for white, save them "
          + "times 255"
      ])
    try write("b.png", colour: 0, depth: 8, pixelBytes: 1, rows: [0, 1, 0, 0, 0, 0, 1, 2])
    #expect(try remarks() == [])
    let ones = NpyArray([0, 1, 1, 0] as [UInt8], shape: [1, 2, 2])
    try sandbox.write(ones, to: "ones.npy")
    let entry: JSON = ["name": "npy", "path": sandbox.path("ones.npy")]
    #expect(try load(entry).remarks.first?.contains("white, set \"range\": [0, 1]") == true)
    #expect(
      try load(["name": "npy", "path": sandbox.path("ones.npy"), "range": [0, 1]]).remarks.isEmpty)
  }
}
