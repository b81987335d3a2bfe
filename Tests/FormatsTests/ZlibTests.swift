import Foundation
import TestSupport
import Testing

@testable import LocusFormats

@Suite struct ZlibTests {
  @Test func readsALongRun() throws {
    let data = try FormatFixture.data("gzip/run.zlib")
    #expect(try Zlib.decompress(data, file: "run") == [UInt8](repeating: 0, count: 100_000))
    #expect(throws: FormatError.self) { try Zlib.decompress(data, file: "run", limit: 99_999) }
  }

  @Test func damageIsAnError() throws {
    let data = try FormatFixture.data("gzip/run.zlib")
    func problem(_ damage: (inout Data) -> Void) -> String? {
      var damaged = data
      damage(&damaged)
      return #expect(throws: FormatError.self) {
        try Zlib.decompress(damaged, file: "damaged")
      }?.problem
    }
    #expect(
      problem { $0[$0.count - 1] ^= 1 }
        == "the Adler-32 of the decompressed bytes is not the recorded one")
    #expect(problem { $0.append(0) } == "1 bytes follow the end of the zlib data")
    #expect(problem { $0[1] ^= 1 }?.hasPrefix("zlib data expected") == true)
    // 0x78 0x20 is a valid pair that announces a dictionary.
    #expect(
      problem { $0[1] = 0x20 } == "the zlib data need a preset dictionary, which is not supported")
  }

  /// Texts that lead to each kind of block and code: stored, one symbol, long runs, far matches.
  static let inputs: [[UInt8]] = {
    var random = DataDamager(seed: 5)
    let noise = (0..<150_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let skewed = (0..<70_000).map { _ in UInt8(random.next().trailingZeroBitCount) }
    let far = Array(noise[..<20_000])
    return [
      [], [7], [1, 2, 3], [UInt8](repeating: 9, count: 1_000_000), noise, skewed,
      far + [UInt8](repeating: 0, count: 12_700) + far + far,
      Array(0...255) + Array(0...255), Array("abcabcabcabd".utf8),
    ]
  }()

  @Test(arguments: 0..<9)
  func compressionRoundTrips(index: Int) throws {
    let input = Self.inputs[index]
    let compressed = Zlib.compress(input)
    #expect(try Zlib.decompress(Data(compressed), file: "round trip") == input)
    #expect(compressed.count <= input.count + input.count / 1024 + 70)
  }

  @Test func compressionIsEffective() {
    #expect(Zlib.compress(Self.inputs[3]).count < 1200)
    // Independent symbols of 2 bits on average: zlib at level 6 takes 22553 bytes.
    #expect(Zlib.compress(Self.inputs[5]).count < 24_000)
  }
}
