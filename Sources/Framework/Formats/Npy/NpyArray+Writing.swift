import Foundation

extension NpyArray {
  /// An array of float32 elements in C order; the product of `shape` is the number of values.
  public init(_ values: [Float], shape: [Int]) {
    self.init(payload: Self.payload(values), elementType: .float32, shape: shape)
  }

  /// An array of float64 elements in C order.
  public init(_ values: [Double], shape: [Int]) {
    self.init(payload: Self.payload(values), elementType: .float64, shape: shape)
  }

  /// An array of uint8 elements in C order.
  public init(_ values: [UInt8], shape: [Int]) {
    self.init(payload: Data(values), elementType: .uint8, shape: shape)
  }

  /// An array of int64 elements in C order.
  public init(_ values: [Int], shape: [Int]) {
    self.init(payload: Self.payload(values), elementType: .int64, shape: shape)
  }

  /// The file, byte for byte what `numpy.save` writes (version 1.0).
  public func encoded() -> Data { header.encoded() + payload }

  /// Writes the file atomically.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  public func write(to url: URL) throws {
    try AtomicFile.write(pieces: [header.encoded(), payload], to: url)
  }

  /// Writes an array that is made in parts, atomically: no more than one is in memory.
  ///
  /// - Parameters:
  ///   - parts: their number.
  ///   - part: the elements of a part as bytes, little-endian; all parts together hold the array in C
  ///     order.
  /// - Throws: `FileError` when the file cannot be written, and what `part` throws.
  public static func write(
    _ elementType: ElementType, shape: [Int], to url: URL, parts: Int, _ part: (Int) throws -> Data
  ) throws {
    let header = NpyHeader(elementType: elementType, shape: shape)
    try AtomicFile.write(to: url) { append in
      try append(header.encoded())
      var count = 0
      for number in 0..<parts {
        let data = try part(number)
        count += data.count
        try append(data)
      }
      precondition(count == header.byteCount, "the shape does not match the elements")
    }
  }

  /// The bytes of numbers; every platform Swift runs on stores them little-endian.
  private static func payload<Element: BitwiseCopyable>(_ values: [Element]) -> Data {
    values.withUnsafeBytes { Data($0) }
  }
}
