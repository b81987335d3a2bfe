import Foundation
import Testing

@testable import LocusFormats

@Suite struct SafeTensorsTests {
  /// A file of the format's own library with every type of number.
  @Test func readsWhatTheFormatsLibraryWrites() throws {
    let file = try SafeTensors(contentsOf: FormatFixture.url("safetensors/mixed.safetensors"))
    #expect(file.metadata == ["format": "pt"])
    #expect(
      Set(file.names) == ["f32", "f16", "bf16", "f64", "steps", "flags", "empty", "number"])
    let exact: [Float] = [0, 1.5, -2.25, 96, -0.5, 240]
    for (name, shape) in [("f32", [2, 3]), ("f16", [3, 2]), ("bf16", [6]), ("f64", [1, 2, 3])] {
      #expect(try file.floats(name) == exact, "\(name)")
      #expect(file[name]?.shape == shape && file[name]?.count == 6)
    }
    #expect(file["bf16"]?.dtype == .bfloat16)
    #expect(file["steps"]?.dtype == .int64 && file["steps"]?.shape == [])
    #expect(try file.floats("number") == [0.1])
    #expect(try file.floats("empty") == [])
    #expect(file["none"] == nil)
  }

  @Test func arraysAreAskedForByNameAndType() throws {
    let file = try SafeTensors(contentsOf: FormatFixture.url("safetensors/mixed.safetensors"))
    let unknown = #expect(throws: FormatError.self) { try file.floats("numbr") }
    #expect(unknown?.problem.contains("did you mean \"number\"?") == true)
    let integers = #expect(throws: FormatError.self) { try file.floats("steps") }
    #expect(integers?.problem == "\"steps\" holds I64, not floating-point numbers")
    #expect(integers?.advice.contains("to F16, BF16, F32 or F64 before") == true)
  }

  @Test func roundsToHalfAsNumpyDoes() throws {
    let floats = try NpyArray(data: FormatFixture.data("safetensors/floats.npy"), file: "floats")
    let halves = try NpyArray(data: FormatFixture.data("safetensors/halves.npy"), file: "halves")
    let tensor = NamedTensor("a", shape: floats.shape, floats.floats())
    let file = try SafeTensors(
      data: SafeTensors.encoded([tensor], as: .float16), file: "written")
    let written = try file.floats("a").map(\.bitPattern)
    #expect(written == halves.floats().map(\.bitPattern))
  }

  @Test func specialNumbersSurvive() throws {
    let values: [Float] = [.infinity, -.infinity, .nan, -0.0, 65504]
    let tensor = NamedTensor("a", shape: [5], values)
    for precision in [SafeTensors.Precision.float16, .float32] {
      let data = try SafeTensors.encoded([tensor], as: precision)
      let read = try SafeTensors(data: data, file: "written").floats("a")
      #expect(read[0] == .infinity && read[1] == -.infinity && read[2].isNaN)
      #expect(read[3].sign == .minus && read[4] == 65504)
    }
    let large = NamedTensor("big", shape: [1], [70000])
    let error = #expect(throws: FormatError.self) {
      try SafeTensors.encoded([large], as: .float16)
    }
    #expect(error?.problem == "\"big\" holds 70000.0, too large for F16")
  }

  @Test func roundTripsThroughFiles() throws {
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("a.safetensors")
      let tensors = [
        NamedTensor("z.weight", shape: [2, 1], [1, 0.1]), NamedTensor("none", shape: [0], []),
        NamedTensor("a \"b\"", shape: [], [3]),
      ]
      try SafeTensors.write(tensors, as: .float32, metadata: ["made": "here"], to: url)
      let file = try SafeTensors(contentsOf: url)
      #expect(file.names == ["z.weight", "none", "a \"b\""])
      #expect(file.metadata == ["made": "here"])
      for tensor in tensors {
        #expect(try file.floats(tensor.name) == tensor.values)
        #expect(file[tensor.name]?.shape == tensor.shape)
      }
      #expect(
        try Data(contentsOf: url)
          == SafeTensors.encoded(
            tensors, as: .float32, metadata: ["made": "here"]))
      #expect(try Data(contentsOf: url).count % 4 == 0)
    }
  }

  /// Integers and booleans stay as they are; floating-point numbers get the precision that is asked for.
  @Test(arguments: [SafeTensors.Precision.float16, .float32])
  func arraysOfEveryTypeAreWrittenAnew(precision: SafeTensors.Precision) throws {
    let file = try SafeTensors(contentsOf: FormatFixture.url("safetensors/mixed.safetensors"))
    try FormatFixture.withFolder { folder in
      let url = folder.appendingPathComponent("a.safetensors")
      try SafeTensors.write(file, as: precision, to: url)
      let written = try SafeTensors(contentsOf: url)
      #expect(written.names == file.names && written.metadata == file.metadata)
      for name in file.names {
        #expect(written[name]?.shape == file[name]?.shape)
        if file[name]?.dtype.floatCode == nil {
          #expect(written[name]?.dtype == file[name]?.dtype)
          #expect(written.rawElements(name) == file.rawElements(name), "\(name)")
        } else {
          #expect(written[name]?.dtype == precision.elementType)
          let tensor = NamedTensor(
            name, shape: try #require(file[name]?.shape), try file.floats(name))
          let expected = try SafeTensors(
            data: SafeTensors.encoded([tensor], as: precision), file: "a")
          #expect(written.rawElements(name) == expected.rawElements(name), "\(name)")
        }
      }
    }
  }

  /// A file of a header and so many bytes.
  private func file(_ header: String, bytes: Int) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(count: bytes)
  }

  private func entry(_ dtype: String, _ shape: String, _ offsets: String) -> String {
    #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  @Test func damageIsNamed() throws {
    func problem(_ header: String, bytes: Int = 8) throws -> String {
      let data = file(header, bytes: bytes)
      let error = #expect(throws: FormatError.self, "\(header)") {
        try SafeTensors(data: data, file: "damaged")
      }
      return try #require(error).problem
    }
    func problem(_ dtype: String, _ shape: String, _ offsets: String) throws -> String {
      try problem(#"{"a":\#(entry(dtype, shape, offsets))}"#)
    }
    #expect(
      try problem("F32", "[3]", "[0,8]")
        == "\"a\" has shape [3] of F32, which needs 12 bytes, but data_offsets [0, 8] hold 8")
    #expect(
      try problem("F32", "[4]", "[0,16]") == "\"a\" ends at byte 16, but 8 bytes follow the header")
    #expect(
      try problem("F8_E4M3", "[8]", "[0,8]") == "\"a\" has the dtype \"F8_E4M3\", which is not read"
    )
    #expect(try problem("F32", "[2]", "[8,0]").hasSuffix("no first and last place"))
    #expect(try problem("F32", "[2]", "[-8,0]").hasSuffix("no first and last place"))
    #expect(try problem("F32", "[2.5]", "[0,8]").hasSuffix("a shape that is no list of counts"))
    #expect(try problem("F32", "[-2]", "[0,8]").hasSuffix("a shape that is no list of counts"))
    #expect(try problem("F32", "\"2\"", "[0,8]").hasSuffix("a shape that is no list of counts"))
    for huge in ["[4611686018427387904]", "[2147483648,4294967296]"] {
      #expect(try problem("F32", huge, "[0,8]").hasSuffix("which is larger than any memory"))
    }
    #expect(try problem("F32", "[99999999999999999999]", "[0,8]").contains("no list of counts"))
    #expect(try problem("F32", "[1]", "[4,8]") == "4 bytes before \"a\" belong to no array")
    #expect(try problem("F32", "[1]", "[0,4]") == "4 bytes at the end belong to no array")
    let first = entry("F32", "[2]", "[0,8]")
    #expect(
      try problem(#"{"b":\#(entry("F32", "[1]", "[4,8]")),"a":\#(first)}"#)
        == "\"b\" overlaps \"a\"")
    #expect(try problem(#"{"a":\#(first),"a":\#(first)}"#).contains("duplicate key \"a\""))
    #expect(try problem(#"{"a":{"dtype":"F32"}}"#).contains("dtype, shape and data_offsets"))
    #expect(try problem(#"{"a":3}"#).contains("dtype, shape and data_offsets"))
    #expect(
      try problem(#"{"__metadata__":{"a":1}}"#) == "__metadata__ must be an object of strings")
    #expect(try problem("[]") == "not a safetensors file: its header does not start with '{'")
    #expect(try problem(#"{"a" 1}"#).hasPrefix("the header is not valid JSON at byte 13: "))
  }

  /// A header of single characters would take many times its size in memory.
  @Test func headersOfTooManyValuesAreRefused() throws {
    let zeros = String(repeating: "0,", count: 1 << 19) + "0"
    let data = file(#"{"a":\#(entry("F32", "[\(zeros)]", "[0,0]"))}"#, bytes: 0)
    let error = #expect(throws: FormatError.self) { try SafeTensors(data: data, file: "zeros") }
    #expect(
      error?.problem.hasPrefix("the JSON holds about 5242") == true, "\(error?.problem ?? "")")
  }

  @Test func shortFilesAndLongHeadersAreRefused() throws {
    let whole = file(#"{"a":\#(entry("F32", "[2]", "[0,8]"))}"#, bytes: 8)
    #expect(try SafeTensors(data: whole, file: "whole").floats("a") == [0, 0])
    for length in 0..<whole.count {
      #expect(throws: FormatError.self) {
        try SafeTensors(data: whole.prefix(length), file: "cut")
      }
    }
    for (length, problem) in [
      (UInt64(2) << 30, "100000000 are allowed"), (.max, "100000000 are allowed"),
      (1000, "the header is 1000 bytes long, but 8 follow its length"),
    ] {
      let data = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}      ".utf8)
      let error = #expect(throws: FormatError.self) { try SafeTensors(data: data, file: "long") }
      #expect(error?.problem.contains(problem) == true)
    }
  }
}
