import Foundation

/// An array of unsigned bytes in the IDX format of the MNIST files.
///
/// The file is two zero bytes, the element type (8), the number of dimensions, each dimension as 32
/// bits with the highest byte first, and the elements in C order.
public struct IDXFile: Sendable {
  /// Dimensions, slowest first: [60000, 28, 28] for the training images of MNIST.
  public let dimensions: [Int]
  /// Offset of the first element.
  public let payloadOffset: Int
  private let data: Data

  /// The elements, without a copy.
  public var payload: Data { data.dropFirst(payloadOffset) }

  /// Reads an IDX file, compressed with gzip or not.
  ///
  /// - Throws: `FormatError` when the file is missing, damaged or holds other than unsigned bytes.
  public init(contentsOf url: URL) throws {
    let data = try MappedFile.data(at: url)
    guard Gzip.isGzip(data) else {
      try self.init(data: data, file: url.path)
      return
    }
    try self.init(
      data: Data(
        Gzip.decompress(data, file: url.path, limit: Self.size(in: data, file: url.path))),
      file: url.path)
  }

  /// Bytes of the file that was compressed, by its header: one that unpacks to more is damaged, and
  /// no memory is spent on it.
  private static func size(in compressed: Data, file: String) throws -> Int {
    let start = Data(try Gzip.start(of: compressed, count: longestHeader, file: file))
    var reader = ByteReader(start, file: file)
    let count = try header(&reader).count
    let (size, overflow) = reader.offset.addingReportingOverflow(count)
    guard !overflow, InflateOutput.isPossible(size: size, compressedSize: compressed.count) else {
      throw damaged(
        file, "the header tells of \(count) bytes, more than the compressed file can hold")
    }
    return size
  }

  /// The rank is one byte.
  private static let longestHeader = 4 + 4 * 255

  /// Reads an uncompressed IDX file held in memory.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError`, as `init(contentsOf:)`.
  public init(data: Data, file: String) throws {
    var reader = ByteReader(data, file: file)
    let (dimensions, count) = try Self.header(&reader)
    guard reader.remaining == count else {
      throw Self.damaged(
        file,
        "dimensions \(dimensions) need \(count) bytes, but \(reader.remaining) follow the header")
    }
    self.dimensions = dimensions
    payloadOffset = reader.offset
    self.data = data
  }

  /// The dimensions and how many bytes they stand for; leaves the reader at the first element.
  private static func header(
    _ reader: inout ByteReader
  ) throws -> (dimensions: [Int], count: Int) {
    let file = reader.file
    guard reader.remaining >= 4, try reader.uint16BE() == 0 else {
      throw FormatError(
        file: file, problem: "not an IDX file: it does not start with two zero bytes",
        advice: "give a file such as train-images-idx3-ubyte.gz")
    }
    let type = try reader.uint8()
    guard type == 8 else {
      throw FormatError(
        file: file, problem: "IDX element type 0x\(String(type, radix: 16)) is not read",
        advice: "convert the file to unsigned bytes (type 0x8), or to npy")
    }
    let rank = Int(try reader.uint8())
    guard rank > 0 else { throw damaged(file, "the IDX header gives no dimensions") }
    var dimensions: [Int] = []
    var count = 1
    for _ in 0..<rank {
      let dimension = Int(try reader.uint32BE())
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw damaged(file, "the dimensions are larger than any memory") }
      dimensions.append(dimension)
      count = product
    }
    return (dimensions, count)
  }

  private static func damaged(_ file: String, _ problem: String) -> FormatError {
    FormatError(
      file: file, problem: problem, advice: "the file is incomplete or damaged: fetch it again")
  }
}
