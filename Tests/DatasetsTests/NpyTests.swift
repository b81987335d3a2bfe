import Foundation
import Testing

@testable import Datasets
@testable import Framework

@Suite struct NpyTests {
  /// The images of an array written to a file, and the message where that fails.
  static func images(
    _ array: NpyArray, _ more: KeyValuePairs<String, JSON> = [:]
  ) throws -> ImageStore {
    let sandbox = try DataSandbox()
    try sandbox.write(array, to: "images.npy")
    let entry: [(String, JSON)] = [("name", "npy"), ("path", sandbox.path("images.npy"))]
    return try load(.object(entry + more.map { ($0, $1) })).images
  }

  static let bytes = (0..<48).map { UInt8($0 * 5) }
  static let numbers = (0..<48).map { Float($0) / 24 - 1 }

  @Test func bytesWithoutChannelsAreGrey() throws {
    let images = try Self.images(NpyArray(Self.bytes, shape: [4, 3, 4]))
    #expect(images.shape == ImageShape(channels: 1, height: 3, width: 4))
    #expect(images.packedBytes() == Self.bytes)
  }

  @Test func bytesWithChannelsComeInterleaved() throws {
    let images = try Self.images(NpyArray(Self.bytes, shape: [2, 4, 2, 3]))
    #expect(images.shape == ImageShape(channels: 3, height: 4, width: 2))
    var expected: [UInt8] = []
    for image in 0..<2 {
      for channel in 0..<3 {
        expected += (0..<8).map { Self.bytes[image * 24 + $0 * 3 + channel] }
      }
    }
    #expect(images.packedBytes() == expected)
  }

  @Test func floatsComeChannelMajorAsTheyAre() throws {
    let single = try Self.images(NpyArray(Self.numbers, shape: [2, 3, 2, 4]))
    #expect(single.shape == ImageShape(channels: 3, height: 2, width: 4))
    #expect(single.packedFloats == Self.numbers)
    let double = try Self.images(NpyArray(Self.numbers.map(Double.init), shape: [2, 3, 2, 4]))
    #expect(double.packedFloats == Self.numbers)
  }

  @Test func halfPrecisionIsRead() throws {
    // 1, -2, 0.5, 0 in IEEE 754 binary16.
    let payload: [UInt16] = [0x3C00, 0xC000, 0x3800, 0]
    let data = payload.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let array = NpyArray(payload: Data(data), elementType: .float16, shape: [2, 1, 1, 2])
    #expect(try Self.images(array, ["range": [-1, 1]]).packedFloats == [1, -2, 0.5, 0])
  }

  @Test func rangeMapsFloatsToMinus1To1() throws {
    let array = NpyArray([0, 0.25, 0.5, 1, 2, -1] as [Float], shape: [1, 1, 2, 3])
    let images = try Self.images(array, ["range": [0, 1]])
    #expect(images.packedFloats == [-1, -0.5, 0, 1, 3, -3])
  }

  private static func collection(
    _ array: NpyArray, _ more: KeyValuePairs<String, JSON> = [:]
  ) throws -> ImageCollection {
    let sandbox = try DataSandbox()
    try sandbox.write(array, to: "images.npy")
    let entry: [(String, JSON)] = [("name", "npy"), ("path", sandbox.path("images.npy"))]
    return try load(.object(entry + more.map { ($0, $1) }))
  }

  /// What lies outside [-1, 1] by more than rounding was not scaled for it.
  static let outside: [([Float], String, String)] = [
    ([0, 255, 3, 7], "holds numbers from 0.0 to 255.0, and floats are taken", "[0, 255]"),
    ([0, 0.5, 1.01, 1], "holds numbers from 0.0 to 1.01", "[0, 255]"),
    ([-3, 1, 0, 2], "holds numbers from -3.0 to 2.0", "[-3.0, 3.0]"),
  ]

  @Test(arguments: outside)
  func numbersOutsideTheRangeAreRefused(
    values: [Float], expected: String, advice: String
  ) throws {
    let array = NpyArray(values, shape: [1, 1, 2, 2])
    let text = message { _ = try Self.images(array) }
    #expect(text?.contains(expected) == true)
    #expect(
      text?.hasSuffix("say with \"range\" what becomes [-1, 1], e.g. \"range\": \(advice)") == true)
    // Said on purpose it is taken, and told.
    let taken = try Self.collection(array, ["range": [-1, 1]])
    #expect(taken.images.packedFloats == values)
    #expect(taken.remarks.first?.hasSuffix("outside its \"range\" [-1,1]") == true)
  }

  @Test func numbersThatMayBeOf0To1AreTold() throws {
    let array = NpyArray([0, 0.25, 0.5, 1] as [Float], shape: [1, 1, 2, 2])
    let remarks = try Self.collection(array).remarks
    #expect(remarks.count == 1 && remarks[0].contains("from 0.0 to 1.0, none below 0, taken as of"))
    #expect(try Self.collection(array, ["range": [0, 1]]).remarks.isEmpty)
    let rounded = NpyArray([-1.0001, 0, 1.0001, 1] as [Float], shape: [1, 1, 2, 2])
    #expect(try Self.collection(rounded).remarks.isEmpty)
  }

  /// Shapes that speak for channels in the other place, and what settles them.
  static let layouts: [([Int], String, String, ImageShape)] = [
    (
      [2, 6, 5, 3], "which would be 6 channels", "nhwc",
      ImageShape(channels: 3, height: 6, width: 5)
    ),
    (
      [2, 4, 4, 3], "where 4 would be the channels, but may be 3", "nhwc",
      ImageShape(channels: 3, height: 4, width: 4)
    ),
    (
      [2, 6, 5, 3], "set \"layout\": \"nhwc\"", "nchw", ImageShape(channels: 6, height: 5, width: 3)
    ),
  ]

  @Test(arguments: layouts)
  func floatsWithChannelsLastAreRefused(
    sizes: [Int], expected: String, layout: String, shape: ImageShape
  ) throws {
    let count = sizes.reduce(1, *)
    let array = NpyArray((0..<count).map { Float($0) / Float(count) - 0.5 }, shape: sizes)
    #expect(message { _ = try Self.images(array) }?.contains(expected) == true)
    let images = try Self.images(array, ["layout": .string(layout)])
    #expect(images.shape == shape)
    let values = array.floats()
    let (c, h, w) = (shape.channels - 1, shape.height - 1, shape.width - 1)
    let place =
      layout == "nchw"
      ? (c * shape.height + h) * shape.width : h * shape.width * shape.channels + c
    #expect(images.packedFloats?[(c * shape.height + h) * shape.width] == values[place])
    #expect(w > 0)
  }

  @Test func bytesWithChannelsFirstAreRefused() throws {
    let array = NpyArray(Self.bytes, shape: [1, 3, 4, 4])
    let text = message { _ = try Self.images(array) }
    #expect(
      text?.contains("where 4 would be the channels, but may be 3; set \"layout\": \"nchw\"")
        == true)
    let images = try Self.images(array, ["layout": "nchw"])
    #expect(images.shape == ImageShape(channels: 3, height: 4, width: 4))
    #expect(images.packedBytes() == Self.bytes)
  }

  /// One channel beside rows and columns: the only way to read the shape.
  @Test func oneChannelMayStandInEitherPlace() throws {
    let grey = ImageShape(channels: 1, height: 6, width: 8)
    for sizes in [[1, 1, 6, 8], [1, 6, 8, 1]] {
      let bytes = try Self.images(NpyArray(Self.bytes, shape: sizes))
      #expect(bytes.shape == grey && bytes.packedBytes() == Self.bytes)
      let floats = try Self.images(NpyArray(Self.numbers, shape: sizes))
      #expect(floats.shape == grey && floats.packedFloats == Self.numbers)
    }
    // Three or four columns may be channels.
    for sizes in [[4, 1, 4, 3], [3, 1, 4, 4]] {
      let text = message { _ = try Self.images(NpyArray(Self.bytes, shape: sizes)) }
      #expect(text?.contains("but may be 1") == true)
    }
  }

  @Test func rangeMapsBytesToo() throws {
    let array = NpyArray([0, 50, 100, 200] as [UInt8], shape: [1, 2, 2])
    #expect(try Self.images(array, ["range": [0, 100]]).packedFloats == [-1, 0, 1, 3])
    // What a byte means anyway keeps the images as bytes.
    #expect(try Self.images(array, ["range": [0, 255]]).packedBytes() == [0, 50, 100, 200])
  }

  @Test(arguments: [[4], [2, 2], [1, 1, 1, 1, 4], [1, 2, 0]])
  func byteArraysOfOtherShapesAreRefused(shape: [Int]) throws {
    let count = shape.reduce(1, *)
    let text = message {
      _ = try Self.images(NpyArray([UInt8](repeating: 1, count: count), shape: shape))
    }
    #expect(text?.contains("shape \(shape)") == true)
    #expect(text?.contains("save images as uint8 [n, h, w] or [n, h, w, c]") == true)
  }

  /// The likeliest slip: bytes saved as [n, c, h, w].
  @Test func tooManyChannelsAreRefused() throws {
    let text = message { _ = try Self.images(NpyArray(Self.bytes, shape: [2, 3, 1, 8])) }
    #expect(text?.contains("would be 8 channels") == true)
  }

  @Test func floatsNeedFourDimensions() throws {
    let text = message { _ = try Self.images(NpyArray(Self.numbers, shape: [4, 3, 4])) }
    #expect(text?.contains("is float of shape [4, 3, 4]") == true)
  }

  @Test func integersAreRefused() throws {
    let text = message { _ = try Self.images(NpyArray([1, 2, 3, 4], shape: [1, 1, 2, 2])) }
    #expect(text?.contains("holds i8; save images as uint8") == true)
  }

  @Test(arguments: [Float.nan, .infinity])
  func aNumberThatIsNotFiniteIsRefused(value: Float) throws {
    var numbers = Self.numbers
    numbers[30] = value
    let text = message { _ = try Self.images(NpyArray(numbers, shape: [4, 1, 3, 4])) }
    #expect(text?.contains("image 2 holds a number that is not finite") == true)
  }

  @Test func thereIsNoTestSplit() throws {
    let array = NpyArray(Self.bytes, shape: [4, 3, 4])
    let text = message { _ = try Self.images(array, ["split": "test"]) }
    #expect(text == "an npy data set has the split \"train\" only; use an offset instead")
  }

  @Test func aRangeNeedsAnUpperEndAboveItsLower() throws {
    let array = NpyArray(Self.bytes, shape: [4, 3, 4])
    let text = message { _ = try Self.images(array, ["range": [1, 1]]) }
    #expect(text?.contains("range: expected a range [low, high] with low < high") == true)
  }
}
