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
    let isCompressed = Gzip.isGzip(data)
    try self.init(
      data: isCompressed ? Data(Gzip.decompress(data, file: url.path)) : data, file: url.path)
  }

  /// Reads an uncompressed IDX file held in memory.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError`, as `init(contentsOf:)`.
  public init(data: Data, file: String) throws {
    func invalid(_ problem: String) -> FormatError {
      FormatError(
        file: file, problem: problem, advice: "the file is incomplete or damaged: fetch it again")
    }
    var reader = ByteReader(data, file: file)
    guard data.count >= 4, try reader.uint16BE() == 0 else {
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
    guard rank > 0 else { throw invalid("the IDX header gives no dimensions") }
    var dimensions: [Int] = []
    var count = 1
    for _ in 0..<rank {
      let dimension = Int(try reader.uint32BE())
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow else { throw invalid("the dimensions are larger than any memory") }
      dimensions.append(dimension)
      count = product
    }
    guard reader.remaining == count else {
      throw invalid(
        "dimensions \(dimensions) need \(count) bytes, but \(reader.remaining) follow the header")
    }
    self.dimensions = dimensions
    payloadOffset = reader.offset
    self.data = data
  }
}
