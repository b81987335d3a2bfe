import ByteKernels
import Foundation

/// Named arrays in the safetensors format of Hugging Face: the weights of a network.
///
/// The file is the length of the header (64 bits, little-endian), the header, and the elements. The
/// header, a JSON object, is checked whole when the file is opened; elements are memory-mapped and
/// read when they are asked for. Large networks come in several such files with an index.
public struct SafeTensors: Sendable {
  /// Type of the elements; the raw values are the format's names.
  public enum ElementType: String, CaseIterable, Sendable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case uint16 = "U16"
    case int16 = "I16"
    case uint32 = "U32"
    case int32 = "I32"
    case uint64 = "U64"
    case int64 = "I64"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case float32 = "F32"
    case float64 = "F64"

    /// Bytes an element takes.
    public var size: Int {
      switch self {
      case .bool, .uint8, .int8: 1
      case .uint16, .int16, .float16, .bfloat16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64, .float64: 8
      }
    }

    /// The types that are read, in words.
    package static var readNames: String {
      allCases.filter { $0.floatCode != nil }.map(\.rawValue).spokenPlainly("or")
    }

    /// How the elements are converted; nil for other than floating-point numbers.
    var floatCode: ElementCode? {
      switch self {
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .float32: .float32
      case .float64: .float64
      default: nil
      }
    }
  }

  /// What the header says of one array.
  public struct Entry: Equatable, Sendable {
    public let dtype: ElementType
    /// Dimensions, slowest first; empty for a single number.
    public let shape: [Int]
    /// Number of elements.
    public let count: Int
    /// Where the elements lie, in bytes behind the header.
    let range: Range<Int>
  }

  /// A file with its checked header.
  struct Part: Sendable {
    let header: SafeTensorsHeader
    let data: Data

    init(data: Data, file: String) throws {
      var reader = ByteReader(data, file: file)
      header = try SafeTensorsHeader(reading: &reader)
      self.data = try reader.bytes(reader.remaining)
    }

    func elements(of entry: Entry) -> Data {
      let start = data.startIndex + entry.range.lowerBound
      return data[start..<start + entry.range.count]
    }
  }

  typealias Stored = (entry: Entry, elements: Data)

  /// What was opened, as errors name it.
  let file: String
  let arrays: [String: Stored]

  /// Names of the arrays, in the order of their elements in the file.
  public let names: [String]

  /// Texts stored with the arrays, such as `format`.
  public let metadata: [String: String]

  /// What is known of the array called `name`; nil when there is none.
  public subscript(name: String) -> Entry? { arrays[name]?.entry }

  /// Maps a safetensors file, or those that an index (`….safetensors.index.json`) names.
  ///
  /// - Throws: `FormatError` when a file is missing or is no safetensors file, or when its header
  ///   disagrees with itself, with the length of the file or with the index; `JSONError` for an index
  ///   that is no JSON.
  public init(contentsOf url: URL) throws {
    if let index = try SafeTensorsIndex(at: url) {
      self.init(try index.parts(), file: url.path) { index.owners[$0] }
    } else {
      try self.init(data: MappedFile.data(at: url), file: url.path)
    }
  }

  /// Reads a safetensors file held in memory.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError`, as `init(contentsOf:)`.
  public init(data: Data, file: String) throws {
    self.init([try Part(data: data, file: file)], file: file) { _ in 0 }
  }

  /// - Parameter owner: the part that holds an array.
  private init(_ parts: [Part], file: String, owner: (String) -> Int?) {
    var arrays: [String: Stored] = [:]
    var names: [String] = []
    for (index, part) in parts.enumerated() {
      for name in part.header.names where owner(name) == index {
        guard let entry = part.header.entries[name] else { continue }
        arrays[name] = (entry, part.elements(of: entry))
        names.append(name)
      }
    }
    self.init(arrays, names, parts.first?.header.metadata ?? [:], file: file)
  }

  init(
    _ arrays: [String: Stored], _ names: [String], _ metadata: [String: String], file: String
  ) {
    (self.arrays, self.names, self.metadata, self.file) = (arrays, names, metadata, file)
  }

  /// The files that are read from `url`: it alone, or an index and the files that it names.
  ///
  /// - Throws: as `init(contentsOf:)` for an index.
  public static func files(at url: URL) throws -> [URL] {
    [url] + (try SafeTensorsIndex(at: url)?.files ?? [])
  }

  /// The elements of an array of any type, in C order and little-endian, as they lie in the file; nil
  /// when there is no such array.
  package func rawElements(_ name: String) -> Data? { arrays[name]?.elements }

  /// All elements of an array of F16, BF16, F32 or F64, in C order; F64 are rounded.
  ///
  /// - Throws: `FormatError` when there is no such array, or its elements are integers.
  public func floats(_ name: String) throws -> [Float] {
    guard let (entry, source) = arrays[name] else {
      throw FormatError(
        file: file,
        problem:
          "holds no array \"\(name)\"\(NearestName.hint(name, among: names, called: "names"))",
        advice: "check that the file belongs to this kind of network")
    }
    guard let code = entry.dtype.floatCode else {
      throw FormatError(
        file: file,
        problem: "\"\(name)\" holds \(entry.dtype.rawValue), not floating-point numbers",
        advice: "convert it to \(ElementType.readNames) before it is saved, e.g. with .float()")
    }
    return [Float](unsafeUninitializedCapacity: entry.count) { target, initializedCount in
      source.withUnsafeBytes { bytes in
        guard let from = bytes.baseAddress, let to = target.baseAddress else { return }
        convertToFloats(from, code, swapped: UInt16(1).littleEndian != 1, count: entry.count, to)
        initializedCount = entry.count
      }
    }
  }
}
