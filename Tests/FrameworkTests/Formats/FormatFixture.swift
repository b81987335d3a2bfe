import Foundation

@testable import Framework

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

/// Repeatable random numbers (SplitMix64) that damage data in the ways files get damaged.
struct DataDamager: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A copy of `data` with a few bits or bytes changed, cut short, extended, or with a number
  /// replaced by an extreme one.
  mutating func damaged(_ data: Data) -> Data {
    var bytes = [UInt8](data)
    for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<6, using: &self) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1: bytes[index] = UInt8.random(in: 0...255, using: &self)
      case 2: bytes.removeSubrange(index...)
      case 3: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
      case 4: bytes.remove(at: index)
      default:
        let extreme: UInt8 = Bool.random(using: &self) ? 0xFF : 0
        for target in bytes.indices[index...].prefix(Int.random(in: 1...8, using: &self)) {
          bytes[target] = extreme
        }
      }
    }
    return Data(bytes)
  }
}
