import Foundation
import TestSupport
import Testing

@testable import LocusFormats

/// PNG of every kind, what pictures say of themselves beside their pixels, and how they are turned.
/// Expected arrays: `Tools/make_picture_fixtures.py`, or recorded with Pillow.
@Suite struct PictureTests {
  private static let kinds =
    ["gray1", "gray2", "gray4", "gray16", "palette2"]
    + ["rgb", "graya", "rgba"].flatMap { [$0 + "8", $0 + "16"] }

  /// The samples of a PNG as numbers.
  private func numbers(_ samples: PNGSamples) -> [Int] {
    guard samples.chunks.header.depth == 16 else { return samples.values.map(Int.init) }
    return stride(from: 0, to: samples.values.count, by: 2).map {
      Int(samples.values[$0]) << 8 | Int(samples.values[$0 + 1])
    }
  }

  @Test(arguments: kinds, ["rows", "interlaced"])
  func everyKindOfPNGIsReadExactly(kind: String, order: String) throws {
    let name = "png/\(kind)_\(order)"
    let array = try NpyArray(contentsOf: FormatFixture.url("\(name).npy"))
    let expected = try array.integers()
    let stored = array.shape[2]
    let samples = try PNGSamples(
      FormatFixture.data("\(name).png"), file: name, limit: PNG.limit)
    let image = try samples.image()
    #expect([image.height, image.width] == array.shape.prefix(2))
    if kind.hasPrefix("palette") {
      #expect(image.pixels.map(Int.init) == expected)
      return
    }
    #expect(numbers(samples) == expected)
    // 8 bits a sample, without alpha.
    let kept = stored < 3 ? 1 : 3
    let depth = samples.chunks.header.depth
    let levels = expected.map { depth == 16 ? $0 >> 8 : $0 * 255 / ((1 << depth) - 1) }
    #expect(image.channels == kept)
    #expect(
      image.pixels.map(Int.init)
        == levels.indices.filter { $0 % stored < kept }.map { levels[$0] })
  }

  /// Sizes for which some passes hold nothing.
  @Test(arguments: ["1x1", "3x2", "5x1", "1x6", "8x9"])
  func smallInterlacedPicturesAreRead(size: String) throws {
    let array = try NpyArray(contentsOf: FormatFixture.url("png/interlaced_\(size).npy"))
    let image = try PNG.read(FormatFixture.url("png/interlaced_\(size).png"))
    #expect([image.height, image.width, image.channels] == array.shape)
    #expect(image.pixels == (try array.bytes()))
  }

  @Test(arguments: [
    ("gray", false), ("rgb", false), ("gray_alpha", true), ("rgba", true), ("palette2", true),
    ("colour_key", true), ("palette2_rows", false),
  ])
  func transparencyIsTold(name: String, expected: Bool) throws {
    let picture = try Picture(FormatFixture.data("png/\(name).png"), file: name)
    #expect(picture.hasAlpha == expected)
    #expect(picture.bits == (name.hasPrefix("palette2") ? 2 : 8) && picture.orientation == 1)
  }

  // MARK: Orientation

  @Test(arguments: 1...8, ["png", "jpg"])
  func picturesAreTurnedAsPillowTurnsThem(orientation: Int, kind: String) throws {
    let name = "exif/\(orientation)"
    let picture = try Picture(FormatFixture.data("\(name).\(kind)"), file: name)
    #expect(picture.orientation == orientation)
    #expect(picture.image.width == 7 && picture.image.height == 5)
    let image = picture.image.upright(from: picture.orientation)
    let expected = try NpyArray(contentsOf: FormatFixture.url("\(name)_\(kind).npy"))
    #expect([image.height, image.width, image.channels] == expected.shape)
    #expect(image.pixels == (try expected.bytes()))
  }

  /// EXIF data that say nothing sound leave the pixels as they are stored.
  @Test func damagedOrientationsCountAsNone() throws {
    // Big-endian: a directory at 8 with one entry, tag 0x0112, a short, one value, 6.
    let tiff: [UInt8] = [
      0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
    ]
    #expect(Exif.orientation(Data(tiff)) == 6)
    for length in 0..<20 { #expect(Exif.orientation(Data(tiff.prefix(length))) == 1) }
    for (index, value) in [(0, 0x49), (3, 41), (7, 200), (9, 0), (11, 0x13), (13, 4), (17, 2)] {
      var changed = tiff
      changed[index] = UInt8(value)
      #expect(Exif.orientation(Data(changed)) == 1, "\(index)")
    }
    for value in [0, 9, 255] {
      var changed = tiff
      changed[19] = UInt8(value)
      #expect(Exif.orientation(Data(changed)) == 1)
    }
    var damager = DataDamager(seed: 31)
    for _ in 0..<2000 {
      #expect((1...8).contains(Exif.orientation(damager.damaged(Data(tiff)))))
    }
  }

  // MARK: Recorded pictures

  private static let recorded = SharedFolder.file("golden/networks2/images")

  private static var hasRecorded: Bool { SharedFolder.holds("golden/networks2/images") }

  @Test(.enabled(if: hasRecorded, Comment(rawValue: SharedFolder.skipped("recorded pictures"))))
  func recordedPNGsAreExact() throws {
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.recorded.path).sorted()
    where name.hasPrefix("png_") && name.hasSuffix(".png") {
      let url = Self.recorded.appendingPathComponent(name)
      let array = try NpyArray(
        contentsOf: url.deletingPathExtension().appendingPathExtension("npy"))
      let samples = try PNGSamples(Data(contentsOf: url), file: name, limit: PNG.limit)
      let expected = try array.integers()
      if samples.chunks.header.depth == 16 {
        #expect(numbers(samples) == expected, "\(name)")
      } else {
        // Without the alpha that some arrays have.
        let image = try samples.image()
        let stored = array.shape.count == 2 ? 1 : array.shape[2]
        let kept = expected.indices.filter { $0 % stored < image.channels }.map { expected[$0] }
        #expect(image.pixels.map(Int.init) == kept, "\(name)")
      }
      count += 1
    }
    #expect(count >= 17)
  }

  @Test(.enabled(if: hasRecorded, Comment(rawValue: SharedFolder.skipped("recorded pictures"))))
  func recordedPicturesAreTurnedOrRefused() throws {
    for name in ["jpeg_exif3_gray", "jpeg_exif6"] {
      let picture = try Picture(
        Data(contentsOf: Self.recorded.appendingPathComponent("\(name).jpg")), file: name)
      let expected = try NpyArray(
        contentsOf: Self.recorded.appendingPathComponent("\(name)_oriented.npy"))
      let image = picture.image.upright(from: picture.orientation)
      #expect(image.pixels == (try expected.bytes()))
      #expect([image.height, image.width] == expected.shape.prefix(2))
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.recorded.path)
    where name.hasPrefix("refuse_") {
      let data = try Data(contentsOf: Self.recorded.appendingPathComponent(name))
      let error = #expect(throws: FormatError.self, "\(name)") { try Picture(data, file: name) }
      #expect(error?.file == name)
    }
  }
}
