import ByteKernels
import Foundation

/// An array in numpy's npy format (versions 1, 2 and 3; NEP 1 of numpy).
///
/// An array opened from a file is memory-mapped: only the elements asked for are read. Elements are
/// always handed out in C order (last index fastest), whatever the order in the file.
public struct NpyArray: Sendable {
  let header: NpyHeader
  let payload: Data
  let file: String

  /// Dimensions, slowest first; empty for a single number.
  public var shape: [Int] { header.shape }

  public var elementType: ElementType { header.elementType }

  /// Whether the first index varies fastest in the file.
  package var isFortranOrder: Bool { header.isFortranOrder }

  /// Number of elements.
  public var count: Int { header.count }

  /// Maps an npy file.
  ///
  /// - Throws: `FormatError` when the file is missing, is no npy file, has an element type that is not
  ///   read, or is shorter or longer than its header says.
  public init(contentsOf url: URL) throws {
    try self.init(data: MappedFile.data(at: url), file: url.path)
  }

  /// Reads an npy file held in memory.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError`, as `init(contentsOf:)`.
  public init(data: Data, file: String) throws {
    var reader = ByteReader(data, file: file)
    header = try NpyHeader(reading: &reader)
    guard reader.remaining == header.byteCount else {
      throw FormatError(
        file: file,
        problem: "shape \(header.shape) of \(header.elementType.rawValue) needs "
          + "\(header.byteCount) bytes, but \(reader.remaining) follow the header",
        advice: "the file is incomplete or damaged: write it again with numpy.save")
    }
    payload = try reader.bytes(header.byteCount)
    self.file = file
  }

  /// - Precondition: as many bytes as the header says.
  init(header: NpyHeader, payload: Data, file: String) {
    precondition(payload.count == header.byteCount, "the shape does not match the elements")
    (self.header, self.payload, self.file) = (header, payload, file)
  }

  package init(payload: Data, elementType: ElementType, shape: [Int]) {
    header = NpyHeader(elementType: elementType, shape: shape)
    precondition(payload.count == header.byteCount, "the shape does not match the elements")
    self.payload = payload
    file = "an array in memory"
  }
}

// MARK: - Elements

extension NpyArray {
  /// All elements as `Float`, rounded where the element type is finer.
  public func floats() -> [Float] { floats(in: 0..<count) }

  /// The elements at `range`, counted in C order, as `Float`.
  public func floats(in range: Range<Int>) -> [Float] {
    converted(range) {
      convertToFloats($0, elementType.code, swapped: isSwapped, count: range.count, $1)
    }
  }

  /// All elements as `Double`; exact but for integers beyond 2⁵³.
  public func doubles() -> [Double] { doubles(in: 0..<count) }

  /// The elements at `range`, counted in C order, as `Double`.
  public func doubles(in range: Range<Int>) -> [Double] {
    converted(range) {
      convertToDoubles($0, elementType.code, swapped: isSwapped, count: range.count, $1)
    }
  }

  /// All elements of an array of `uint8` or `bool`.
  ///
  /// - Throws: `FormatError` for other element types.
  public func bytes() throws -> [UInt8] { try bytes(in: 0..<count) }

  /// The elements at `range`, counted in C order, of an array of `uint8` or `bool`.
  ///
  /// - Throws: `FormatError` for other element types.
  public func bytes(in range: Range<Int>) throws -> [UInt8] { [UInt8](try byteData(in: range)) }

  /// As `bytes(in:)`, without a copy where they lie so.
  package func byteData(in range: Range<Int>) throws -> Data {
    guard elementType == .uint8 || elementType == .bool else {
      throw wrongType("unsigned bytes", conversion: "uint8")
    }
    return stored(range)
  }

  /// All elements of an array of integers or `bool`.
  ///
  /// - Throws: `FormatError` for floating-point arrays.
  public func integers() throws -> [Int] { try integers(in: 0..<count) }

  /// The elements at `range`, counted in C order, of an array of integers or `bool`.
  ///
  /// - Throws: `FormatError` for floating-point arrays, and for integers beyond `Int`.
  public func integers(in range: Range<Int>) throws -> [Int] {
    guard !elementType.isFloatingPoint else {
      throw wrongType("integers", conversion: "int64")
    }
    let integers = converted(range) {
      convertToIntegers($0, elementType.code, swapped: isSwapped, count: range.count, $1)
    }
    if elementType == .uint64, let place = integers.firstIndex(where: { $0 < 0 }) {
      throw FormatError(
        file: file,
        problem: "element \(range.lowerBound + place) is \(UInt(bitPattern: integers[place])), "
          + "more than an integer of 64 bits with a sign holds",
        advice: "convert the array, for example with .astype(numpy.float64)")
    }
    return integers
  }

  /// Lets the memory of the elements at `range`, which were read, go if a file is mapped there.
  package func giveBack(_ range: Range<Int>) {
    let bytes =
      header.isFortranOrder
      ? 0..<header.byteCount
      : range.lowerBound * elementType.size..<range.upperBound * elementType.size
    payload.withUnsafeBytes { MappedFile.giveBack(UnsafeRawBufferPointer(rebasing: $0[bytes])) }
  }

  private func wrongType(_ expected: String, conversion: String) -> FormatError {
    FormatError(
      file: file, problem: "\(expected) expected, but the elements are \(elementType)",
      advice: "convert the array with .astype(numpy.\(conversion))")
  }

  private var isSwapped: Bool {
    header.isBigEndian == (UInt16(1).littleEndian == 1)
  }

  private func converted<Element>(
    _ range: Range<Int>, _ convert: (UnsafeRawPointer, UnsafeMutablePointer<Element>) -> Void
  ) -> [Element] {
    let source = stored(range)
    return [Element](unsafeUninitializedCapacity: range.count) { target, initializedCount in
      source.withUnsafeBytes { bytes in
        guard let from = bytes.baseAddress, let to = target.baseAddress else { return }
        convert(from, to)
        initializedCount = range.count
      }
    }
  }

  /// The stored bytes of the elements at `range`, in C order; without a copy where they lie so.
  private func stored(_ range: Range<Int>) -> Data {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "range beyond the array")
    let size = elementType.size
    if !header.isFortranOrder || shape.count < 2 || range.isEmpty {
      let start = payload.startIndex + range.lowerBound * size
      return payload[start..<start + range.count * size]
    }
    var gathered = Data(count: range.count * size)
    var position = [Int](repeating: 0, count: shape.count)
    gathered.withUnsafeMutableBytes { target in
      payload.withUnsafeBytes { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        gatherFromFortranOrder(
          from, elementSize: size, shape: shape, rank: shape.count, start: range.lowerBound,
          count: range.count, position: &position, to)
      }
    }
    return gathered
  }
}
