import Foundation
import TestSupport
import Testing

@testable import LocusFormats

/// Damaged files must be read or refused: no trap, no endless loop, no memory beyond what a file of
/// that size can stand for. Every reader is given thousands of damaged copies of valid files.
@Suite struct FormatFuzzTests {
  /// Reads damaged copies of the files and returns how many were refused.
  private func refusals(
    of names: [String], copies: Int, seed: UInt64, _ read: (Data) throws -> Void
  ) throws -> Int {
    var damager = DataDamager(seed: seed)
    var refused = 0
    for name in names {
      let data = try FormatFixture.data(name)
      for _ in 0..<FuzzCount.cases(copies) {
        do {
          try read(damager.damaged(data))
        } catch is FormatError {
          refused += 1
        }
      }
    }
    return refused
  }

  @Test func gzip() throws {
    let names = ["stored", "fixed", "dynamic", "all_fields", "two_members", "long_codes"]
    let refused = try refusals(of: names.map { "gzip/\($0).gz" }, copies: 1000, seed: 1) {
      _ = try Gzip.decompress($0, file: "fuzz", limit: 1 << 20)
    }
    // Unprotected bytes of the header, such as the time, make no difference.
    #expect(refused > 5000)
  }

  @Test func zlib() throws {
    let refused = try refusals(of: ["gzip/run.zlib"], copies: 1000, seed: 2) {
      _ = try Zlib.decompress($0, file: "fuzz", limit: 1 << 20)
    }
    #expect(refused > 900)
  }

  /// Without checksums nothing but the decoder itself stands between bad data and memory.
  @Test func rawDeflate() throws {
    let names = ["fixed", "dynamic", "long_codes"].map { "gzip/\($0).gz" }
    let refused = try refusals(of: names, copies: 2000, seed: 3) {
      let output = InflateOutput(limit: 1 << 18)
      _ = try output.append(inflating: $0, at: min(10, $0.count), file: "fuzz")
    }
    #expect(refused > 1000)
  }

  @Test func npy() throws {
    let names = ["f4_little", "fortran", "version3", "i8_big", "keys_in_other_order", "records"]
    let refused = try refusals(of: names.map { "npy/\($0).npy" }, copies: 1000, seed: 4) {
      let array = try NpyArray(data: $0, file: "fuzz")
      #expect(array.floats().count == array.count)
    }
    #expect(refused > 3000)
  }

  @Test func npz() throws {
    let names = ["stored", "deflated", "zip64", "bzip2"].map { "npz/\($0).npz" }
    let refused = try refusals(of: names, copies: 500, seed: 5) {
      let archive = try NpzArchive(data: $0, file: "fuzz")
      for name in archive.names { _ = try archive.array(named: name) }
    }
    #expect(refused > 1000)
  }

  @Test func png() throws {
    let names = ["gray", "rgb", "rgba", "palette2", "palette8", "pillow_rgb"]
    let refused = try refusals(of: names.map { "png/\($0).png" }, copies: 500, seed: 6) {
      _ = try PNG.decode($0, file: "fuzz")
    }
    #expect(refused > 2900)
  }

  /// With the checksums repaired, damage reaches the code behind them.
  @Test func pngWithRightChecksums() throws {
    let names = [
      "gray", "rgb", "rgba", "palette1", "palette8", "gray1_rows", "gray16_interlaced",
      "palette2_interlaced", "rgba16_interlaced", "interlaced_3x2",
    ]
    let refused = try refusals(of: names.map { "png/\($0).png" }, copies: 500, seed: 7) {
      _ = try PNG.decode(Self.withRightChecksums($0), file: "fuzz")
    }
    #expect(refused > 1000)
  }

  /// JPEG has no checksums: much damage changes pixels only, and all of it reaches the decoder.
  @Test func jpeg() throws {
    let names = [
      "444_odd", "422_restart", "420_odd", "440", "411", "420_separate", "gray", "gray_restart",
      "rgb", "444_progressive", "420_progressive", "gray_progressive", "420_progressive_restart",
    ]
    var slowest = Duration.zero
    let refused = try refusals(of: names.map { "jpeg/\($0).jpg" }, copies: 400, seed: 12) { data in
      let time = try ContinuousClock().measure { _ = try JPEG.decode(data, file: "fuzz") }
      slowest = max(slowest, time)
    }
    #expect(refused > 2600)
    #expect(slowest < .seconds(5))
  }

  @Test func safetensors() throws {
    let refused = try refusals(of: ["safetensors/mixed.safetensors"], copies: 3000, seed: 10) {
      let file = try SafeTensors(data: $0, file: "fuzz")
      for name in file.names where file[name]?.dtype.floatCode != nil {
        #expect(try file.floats(name).count == file[name]?.count)
      }
    }
    #expect(refused > 1500)
  }

  @Test func idx() throws {
    let refused = try refusals(of: ["idx/images.idx"], copies: 2000, seed: 8) {
      let idx = try IDXFile(data: $0, file: "fuzz")
      #expect(idx.payload.count == idx.dimensions.reduce(1, *))
    }
    #expect(refused > 500)
  }

  @Test func csv() throws {
    let text = "name,value\n\"a,\"\"b\",1\r\nplain,2\n\"two\nlines\",3\n"
    var damager = DataDamager(seed: 9)
    var refused = 0
    for _ in 0..<FuzzCount.cases(2000) {
      let damaged = String(decoding: damager.damaged(Data(text.utf8)), as: UTF8.self)
      do {
        let table = try CSVTable(parsing: damaged, file: "fuzz")
        #expect(try CSVTable(parsing: table.text, file: "again") == table)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 200)
  }

  /// A copy of a PNG in which the checksum of every whole chunk is right.
  private static func withRightChecksums(_ data: Data) -> Data {
    var bytes = [UInt8](data)
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = offset + 8 + length
      guard end + 4 <= bytes.count else { break }
      let checksum = Checksum.crc32(Array(bytes[offset + 4..<end]))
      for index in 0..<4 {
        bytes[end + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * index))
      }
      offset = end + 4
    }
    return Data(bytes)
  }
}
