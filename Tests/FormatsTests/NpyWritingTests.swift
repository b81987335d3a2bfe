import Foundation
import Testing

@testable import LocusFormats

@Suite struct NpyWritingTests {
  @Test func filesAreThoseOfNumpy() throws {
    let floats = NpyArray([0, 0.5, -1, 1e-30, 3e8, 0.1] as [Float], shape: [2, 3])
    #expect(try floats.encoded() == FormatFixture.data("npy/saved_float32.npy"))
    let integers = NpyArray([-1, 0, 1 << 62] as [Int], shape: [3])
    #expect(try integers.encoded() == FormatFixture.data("npy/saved_int64.npy"))
  }

  /// numpy's headers of many shapes, of one line each: type, dimensions, base64.
  @Test func headersAreThoseOfNumpy() throws {
    let text = String(decoding: try FormatFixture.data("npy/headers.txt"), as: UTF8.self)
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.count == 36)
    for line in lines {
      let type = try #require(NpyArray.ElementType(rawValue: String(line[0])))
      let shape = line[1] == "-" ? [] : line[1].split(separator: "x").compactMap { Int($0) }
      let header = NpyHeader(elementType: type, shape: shape)
      #expect(header.encoded() == Data(base64Encoded: String(line[2])), "\(line[0]) \(shape)")
    }
  }

  @Test func whatIsReadIsWrittenUnchanged() throws {
    for name in ["fortran", "f8_big", "bool", "scalar", "empty", "u2_little"] {
      let url = try FormatFixture.url("npy/\(name).npy")
      #expect(try NpyArray(contentsOf: url).encoded() == Data(contentsOf: url))
    }
  }

  @Test func roundTripsThroughFiles() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("a.npy")
      let doubles: [Double] = [0.1, -0.0, .infinity, .leastNonzeroMagnitude]
      try NpyArray(doubles, shape: [2, 1, 2]).write(to: url)
      let array = try NpyArray(contentsOf: url)
      #expect(array.shape == [2, 1, 2] && array.elementType == .float64)
      #expect(array.doubles() == doubles)
      try NpyArray([3, 4] as [UInt8], shape: [2]).write(to: url)
      #expect(try NpyArray(contentsOf: url).bytes() == [3, 4])
      try NpyArray([Float](), shape: [0, 4]).write(to: url)
      #expect(try NpyArray(contentsOf: url).floats() == [])
    }
  }
}
