import Foundation
import Testing

@testable import LocusFormats

@Suite struct NpyArrayTests {
  private func array(_ name: String) throws -> NpyArray {
    try NpyArray(contentsOf: FormatFixture.url("npy/\(name).npy"))
  }

  static let integerFiles: [(String, Int, Int)] = [
    ("u1_little", 0, 255), ("i1_little", -128, 127), ("u2_little", 0, 65535),
    ("u2_big", 0, 65535), ("i2_little", -32768, 32767), ("i2_big", -32768, 32767),
    ("u4_little", 0, 4_294_967_295), ("u4_big", 0, 4_294_967_295),
    ("i4_little", -2_147_483_648, 2_147_483_647), ("i4_big", -2_147_483_648, 2_147_483_647),
    ("i8_little", Int.min, Int.max), ("i8_big", Int.min, Int.max),
  ]

  @Test(arguments: integerFiles)
  func readsIntegers(name: String, smallest: Int, largest: Int) throws {
    let array = try array(name)
    let expected = [0, 1, 7, 100, smallest, largest]
    #expect(array.shape == [2, 3] && array.count == 6)
    #expect(array.elementType.rawValue == name.prefix(2))
    #expect(try array.integers() == expected)
    #expect(try array.integers(in: 3..<5) == [100, smallest])
    #expect(array.doubles() == expected.map(Double.init))
    #expect(array.floats() == expected.map(Float.init))
  }

  /// Numbers are checked piece by piece, and named by their place.
  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func findsNumbersThatAreNotFinite(value: Float) throws {
    let shape = [3, 1, 1024, 1024]
    var numbers = [Float](repeating: 1, count: shape.reduce(1, *))
    #expect(NpyArray(numbers, shape: shape).firstNonFinite == nil)
    numbers[2 << 20 | 5 << 10 | 7] = value
    let array = NpyArray(numbers, shape: shape)
    #expect(array.firstNonFinite == [2, 0, 5, 7])
    let error = #expect(throws: FormatError.self) { try array.checkNumbers("the noise") }
    #expect(error?.problem == "the noise: the number at [2, 0, 5, 7] is not finite")
  }

  @Test func integersAreNoComputedNumbers() {
    let error = #expect(throws: FormatError.self) {
      try NpyArray([1, 2] as [UInt8], shape: [2]).checkNumbers("the noise")
    }
    #expect(error?.problem.contains("the noise: these are integers (u1)") == true)
  }

  @Test(arguments: ["f2_little", "f2_big", "f4_little", "f4_big", "f8_little", "f8_big"])
  func readsFloats(name: String) throws {
    let array = try array(name)
    let third =
      switch array.elementType {
      // 1/3 rounded to 11 bits.
      case .float16: 0x1.554p-2
      case .float32: Double(1 / Float(3))
      default: 1 / 3.0
      }
    let expected: [Double] = [0, -2.5, third, 0x1p-24, 65504, -.infinity]
    #expect(array.doubles() == expected)
    #expect(array.floats() == expected.map { Float($0) })
    #expect(array.floats(in: 1..<3) == expected[1..<3].map { Float($0) })
    #expect(array.doubles(in: 2..<2) == [])
  }

  /// All 65536 half precision numbers, against a decoding with powers of two.
  @Test func readsEveryHalfPrecisionNumber() throws {
    let all = (0...UInt16.max).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let array = NpyArray(payload: Data(all), elementType: .float16, shape: [65536])
    let expected = (0..<65536).map { bits -> Double in
      let exponent = bits >> 10 & 31
      let fraction = Double(bits & 1023) / 1024
      let sign: Double = bits >> 15 == 1 ? -1 : 1
      switch exponent {
      case 31: return fraction == 0 ? sign * .infinity : .nan
      case 0: return sign * fraction * 0x1p-14
      default: return sign * (1 + fraction) * exp2(Double(exponent - 15))
      }
    }
    let agree = zip(array.doubles(), expected).allSatisfy {
      $0 == $1 && $0.sign == $1.sign || $0.isNaN && $1.isNaN
    }
    #expect(agree)
  }

  @Test(arguments: [false, true])
  func readsUnsignedIntegersOf64Bits(isBigEndian: Bool) throws {
    func array(_ numbers: [UInt64]) -> NpyArray {
      let bytes = numbers.flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * (isBigEndian ? 7 - $0 : $0))) }
      }
      var header = NpyHeader(elementType: .uint64, shape: [numbers.count])
      header.isBigEndian = isBigEndian
      return NpyArray(header: header, payload: Data(bytes), file: "a")
    }
    let largest = array([0, 7, UInt64(Int.max)])
    #expect(try largest.integers() == [0, 7, Int.max])
    #expect(largest.floats() == [0, 7, 0x1p63])
    let beyond = array([1, 1 << 63, .max])
    #expect(beyond.doubles() == [1, 0x1p63, 0x1p64] && beyond.floats() == [1, 0x1p63, 0x1p64])
    let error = #expect(throws: FormatError.self) { try beyond.integers() }
    #expect(error?.problem.hasPrefix("element 1 is 9223372036854775808, more than") == true)
    #expect(try beyond.integers(in: 0..<1) == [1])
  }

  @Test func readsBooleans() throws {
    let array = try array("bool")
    #expect(array.elementType == .bool)
    #expect(try array.bytes() == [1, 0, 1])
    #expect(try array.integers() == [1, 0, 1])
    #expect(array.floats() == [1, 0, 1])
  }

  @Test(arguments: ["fortran", "version2", "version3"])
  func readsOrdersAndVersions(name: String) throws {
    let array = try array(name)
    #expect(array.shape == [2, 3, 4])
    #expect(try array.integers() == Array(0..<24))
    for start in 0..<24 {
      #expect(array.floats(in: start..<24) == (start..<24).map(Float.init))
    }
  }

  @Test func readsKeysInAnyOrder() throws {
    #expect(try array("keys_in_other_order").integers() == [0, 1, 2])
  }

  @Test func readsScalarsAndEmptyArrays() throws {
    let scalar = try array("scalar")
    #expect(scalar.shape == [] && scalar.floats() == [2.5])
    let empty = try array("empty")
    #expect(empty.shape == [3, 0, 2] && empty.doubles() == [])
  }

  @Test(arguments: [
    ("objects", "holds Python objects, which could run code when they are read"),
    ("records", "holds records with named fields"),
    (
      "complex",
      "the element type '<c8' is not read (b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4, "
        + "f8 are)"
    ),
  ])
  func refusesOtherElements(name: String, problem: String) throws {
    let error = #expect(throws: FormatError.self) { try array(name) }
    #expect(error?.problem == problem)
  }

  @Test func conversionsThatLoseTheTypeAreErrors() throws {
    let floats = try array("f4_little")
    let error = #expect(throws: FormatError.self) { try floats.integers() }
    #expect(error?.problem == "integers expected, but the elements are float32")
    #expect(error?.file.hasSuffix("npy/f4_little.npy") == true)
    #expect(throws: FormatError.self) { try array("i1_little").bytes() }
  }

  @Test func lengthIsCheckedAgainstTheHeader() throws {
    let data = try FormatFixture.data("npy/version2.npy")
    for (changed, length) in [(data.dropLast(), 47), (data + [0, 0], 50)] {
      let error = #expect(throws: FormatError.self) { try NpyArray(data: changed, file: "x.npy") }
      #expect(
        error?.problem == "shape [2, 3, 4] of i2 needs 48 bytes, but \(length) follow the header")
    }
  }

  static let badHeaders: [(String, String)] = [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3}", "is damaged near byte 65"),
    ("{'descr': '<f4', 'fortran_order': False}", "lacks one of the keys"),
    ("{'descr': '<f4', 'fortran_order': 'no', 'shape': ()}", "has the wrong type"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': ()}", "unknown key 'x'"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
      "larger than any memory"
    ),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", "is damaged"),
    (
      "{'descr': '|u1', 'fortran_order': False, 'shape': ("
        + String(repeating: "1, ", count: 65) + ")}", "has 65 dimensions"
    ),
  ]

  @Test(arguments: badHeaders)
  func badHeadersAreErrors(header: String, problem: String) throws {
    let length = UInt8(header.utf8.count & 255)
    let lengthBytes = [length, UInt8(header.utf8.count >> 8)]
    let data = NpyHeader.magic + [1, 0] + lengthBytes + Data(header.utf8)
    let error = #expect(throws: FormatError.self) { try NpyArray(data: data, file: "x.npy") }
    #expect(error?.problem.contains(problem) == true)
  }
}
