import Foundation

/// The header of a safetensors file, checked: every byte behind it belongs to one array.
struct SafeTensorsHeader: Sendable {
  private(set) var names: [String] = []
  private(set) var entries: [String: SafeTensors.Entry] = [:]
  private(set) var metadata: [String: String] = [:]

  /// The format's own limit on the header's length.
  static let maximumLength = 100_000_000

  static let metadataKey = "__metadata__"

  /// Reads a header and leaves the reader at the first element.
  init(reading reader: inout ByteReader) throws {
    let file = reader.file
    let json = try Self.json(reading: &reader)
    for member in json {
      if member.key == Self.metadataKey {
        metadata = try Self.texts(member.value, file: file)
      } else {
        entries[member.key] = try Self.entry(member.key, member.value, file: file)
        names.append(member.key)
      }
    }
    try sortByPlace()
    try checkPlaces(byteCount: reader.remaining, file: file)
  }

  private static func json(reading reader: inout ByteReader) throws -> [JSON.Member] {
    let file = reader.file
    func foreign(_ problem: String) -> FormatError {
      FormatError(
        file: file, problem: "not a safetensors file: \(problem)",
        advice: "give a file written by safetensors' save_file")
    }
    guard reader.remaining >= 8 else { throw foreign("it has \(reader.remaining) bytes only") }
    let length = try reader.uint64LE()
    guard length <= UInt64(maximumLength) else {
      throw foreign("its header would be \(length) bytes long, \(maximumLength) are allowed")
    }
    guard length <= UInt64(reader.remaining) else {
      throw SafeTensorsHeader.damaged(
        file, "the header is \(length) bytes long, but \(reader.remaining) follow its length")
    }
    let bytes = [UInt8](try reader.bytes(Int(length)))
    guard bytes.first == UInt8(ascii: "{") else {
      throw foreign("its header does not start with '{'")
    }
    do {
      try JSONParser.checkSize(of: bytes, file: file, fileSize: bytes.count + reader.remaining)
      return try JSONParser.parse(bytes, file: file).members ?? []
    } catch let issue as JSONError {
      let column = " at byte \(issue.location.column + 7)"
      throw damaged(file, "the header is not valid JSON\(column): \(issue.message)")
    }
  }

  private static func texts(_ value: JSON, file: String) throws -> [String: String] {
    let texts = value.members?.compactMap { member in member.value.string.map { (member.key, $0) } }
    guard let texts, texts.count == value.members?.count else {
      throw damaged(file, "\(metadataKey) must be an object of strings")
    }
    return Dictionary(texts) { first, _ in first }
  }

  /// Reads `{"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`.
  private static func entry(
    _ name: String, _ value: JSON, file: String
  ) throws -> SafeTensors.Entry {
    func invalid(_ problem: String) -> FormatError { damaged(file, "\"\(name)\" \(problem)") }
    let keys = ["dtype", "shape", "data_offsets"]
    guard let members = value.members, members.map(\.key).sorted() == keys.sorted() else {
      throw invalid("must be an object of dtype, shape and data_offsets")
    }
    let dtypeName = value["dtype"]?.string ?? ""
    guard let dtype = SafeTensors.ElementType(rawValue: dtypeName) else {
      throw FormatError(
        file: file, problem: "\"\(name)\" has the dtype \"\(dtypeName)\", which is not read",
        advice: "convert it to \(SafeTensors.ElementType.readNames), e.g. with .float() in PyTorch")
    }
    guard let shape = numbers(value["shape"]) else {
      throw invalid("has a shape that is no list of counts")
    }
    guard let offsets = numbers(value["data_offsets"]), offsets.count == 2,
      offsets[0] <= offsets[1]
    else { throw invalid("has data_offsets that are no first and last place") }
    guard let count = elementCount(shape, elementSize: dtype.size) else {
      throw invalid("has the shape \(shape), which is larger than any memory")
    }
    guard offsets[1] - offsets[0] == count * dtype.size else {
      throw invalid(
        "has shape \(shape) of \(dtype.rawValue), which needs \(count * dtype.size) bytes, but "
          + "data_offsets \(offsets) hold \(offsets[1] - offsets[0])")
    }
    return SafeTensors.Entry(
      dtype: dtype, shape: shape, count: count, range: offsets[0]..<offsets[1])
  }

  private static func numbers(_ value: JSON?) -> [Int]? {
    var numbers: [Int] = []
    for element in value?.array ?? [JSON(nilLiteral: ())] {
      guard case .integer(let number) = element.kind, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The number of elements, or nil when their bytes cannot be counted in an `Int`.
  private static func elementCount(_ shape: [Int], elementSize: Int) -> Int? {
    if shape.contains(0) { return 0 }
    var bytes = elementSize
    for dimension in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
      guard !overflow else { return nil }
      bytes = product
    }
    return bytes / elementSize
  }

  private static func damaged(_ file: String, _ problem: String) -> FormatError {
    FormatError(
      file: file, problem: problem,
      advice: "the file is incomplete or damaged: fetch or write it again")
  }
}

// MARK: - Places

extension SafeTensorsHeader {
  /// Sorts the names by place; arrays without elements keep the header's order.
  private mutating func sortByPlace() throws {
    let places = names.enumerated().compactMap { index, name in
      entries[name].map {
        (name: name, start: $0.range.lowerBound, end: $0.range.upperBound, index)
      }
    }
    names = places.sorted { ($0.start, $0.end, $0.3) < ($1.start, $1.end, $1.3) }.map(\.name)
  }

  /// The arrays must lie one behind the other, without overlap or holes, to the end of the file.
  private func checkPlaces(byteCount: Int, file: String) throws {
    var end = 0
    var last = "the header"
    for name in names {
      guard let range = entries[name]?.range else { continue }
      guard range.upperBound <= byteCount else {
        throw Self.damaged(
          file,
          "\"\(name)\" ends at byte \(range.upperBound), but \(byteCount) bytes follow the header")
      }
      guard range.lowerBound >= end else {
        throw Self.damaged(file, "\"\(name)\" overlaps \"\(last)\"")
      }
      guard range.lowerBound == end else {
        throw Self.damaged(
          file, "\(range.lowerBound - end) bytes before \"\(name)\" belong to no array")
      }
      end = range.upperBound
      last = name
    }
    guard end == byteCount else {
      throw Self.damaged(file, "\(byteCount - end) bytes at the end belong to no array")
    }
  }
}
