import Foundation

@testable import LocusFormats

/// Files made by `Tools/make_format_fixtures.py`.
enum FormatFixture {
  static func url(_ name: String) throws -> URL {
    guard let folder = Bundle.module.resourceURL else { throw CocoaError(.fileNoSuchFile) }
    return folder.appendingPathComponent("Fixtures/Formats/\(name)")
  }

  static func data(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

  /// Pixels (37 x + 101 y + 59 c + x y) mod 256, as in the script.
  static func pattern(width: Int, height: Int, channels: Int) -> [UInt8] {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<channels { pixels.append(UInt8((37 * x + 101 * y + 59 * c + x * y) % 256)) }
      }
    }
    return pixels
  }

  /// Calls `body` with a new folder, which is removed afterwards.
  static func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("formats-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }
}
