import Foundation

/// The header of an npy file: magic, version, and a Python dictionary.
struct NpyHeader {
  var elementType: NpyArray.ElementType
  var isBigEndian: Bool
  var isFortranOrder: Bool
  var shape: [Int]

  /// Number of elements and bytes the shape stands for.
  let count: Int
  var byteCount: Int { count * elementType.size }

  init(elementType: NpyArray.ElementType, shape: [Int]) {
    self.elementType = elementType
    self.shape = shape
    isBigEndian = false
    isFortranOrder = false
    count = shape.reduce(1, *)
  }
}

// MARK: - Reading

extension NpyHeader {
  /// numpy's own limit on the number of dimensions.
  static let maximumRank = 64

  /// Reads a header of version 1, 2 or 3 and leaves the reader at the first element.
  init(reading reader: inout ByteReader) throws {
    let file = reader.file
    func invalid(_ problem: String) -> FormatError {
      FormatError(file: file, problem: problem, advice: "write it again with numpy.save")
    }
    guard reader.remaining >= 10, try reader.bytes(6) == Self.magic else {
      throw FormatError(
        file: file, problem: "not an npy file: it does not start with \\x93NUMPY",
        advice: "give a file written by numpy.save")
    }
    let version = try reader.uint8()
    try reader.skip(1)
    let length: Int
    switch version {
    case 1: length = Int(try reader.uint16LE())
    case 2, 3: length = Int(try reader.uint32LE())
    default: throw invalid("npy version \(version) is unknown (1, 2 and 3 are read)")
    }
    let start = reader.offset
    let bytes = try reader.bytes(length)
    // Versions 1 and 2 are Latin-1, which only field names of records make use of.
    var parser = PythonLiteral(Array(bytes))
    guard let entries = parser.dictionary() else {
      throw invalid("the npy header is damaged near byte \(start + parser.position)")
    }
    for key in entries.keys.sorted() where !Self.keys.contains(key) {
      throw invalid("the npy header has an unknown key '\(key)'")
    }
    guard let descriptor = entries["descr"], let order = entries["fortran_order"],
      let shapeEntry = entries["shape"]
    else {
      throw invalid("the npy header lacks one of the keys descr, fortran_order and shape")
    }
    guard case .boolean(let isFortranOrder) = order, case .tuple(let shape) = shapeEntry else {
      throw invalid("fortran_order or shape of the npy header has the wrong type")
    }
    guard case .string(let typeName) = descriptor else {
      throw FormatError(
        file: file, problem: "holds records with named fields",
        advice: "save each field as an array of its own")
    }
    (elementType, isBigEndian) = try Self.elementType(typeName, file: file)
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    guard shape.count <= Self.maximumRank else {
      throw invalid("has \(shape.count) dimensions, at most \(Self.maximumRank) are read")
    }
    guard let count = Self.elementCount(shape, elementSize: elementType.size) else {
      throw invalid("the shape \(shape) is larger than any memory")
    }
    self.count = count
  }

  static let magic = Data([0x93]) + Data("NUMPY".utf8)
  private static let keys: Set = ["descr", "fortran_order", "shape"]

  private static func elementType(
    _ name: String, file: String
  ) throws -> (NpyArray.ElementType, isBigEndian: Bool) {
    let order = name.first ?? "?"
    if name.dropFirst().first == "O" {
      throw FormatError(
        file: file, problem: "holds Python objects, which could run code when they are read",
        advice: "save a plain array, for example with .astype(numpy.float32)")
    }
    guard "<>|=".contains(order),
      let type = NpyArray.ElementType(rawValue: String(name.dropFirst()))
    else {
      let known = NpyArray.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw FormatError(
        file: file, problem: "the element type '\(name)' is not read (\(known) are)",
        advice: "convert the array, for example with .astype(numpy.float32)")
    }
    return (type, order == ">")
  }

  /// The number of elements, or nil when their bytes cannot be counted in an `Int`.
  static func elementCount(_ shape: [Int], elementSize: Int) -> Int? {
    // As in numpy, an array with a dimension of 0 is empty whatever its other dimensions are.
    if shape.contains(0) { return 0 }
    var count = 1
    for dimension in shape + [elementSize] {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else { return nil }
      count = product
    }
    return count / elementSize
  }
}

// MARK: - Writing

extension NpyHeader {
  /// The header of version 1.0 exactly as numpy writes it.
  func encoded() -> Data {
    let dimensions =
      shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = "{'descr': '\(byteOrder)\(elementType.rawValue)', "
    text += "'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(dimensions)), }"
    // numpy leaves room for the dimension that grows when data are appended, up to 21 digits.
    if let growing = isFortranOrder ? shape.last : shape.first {
      text += String(repeating: " ", count: 21 - String(growing).count)
    }
    // Elements start at a multiple of 64 bytes; an aligned header still gets a full 64 spaces.
    let fixedLength = Self.magic.count + 4
    text += String(repeating: " ", count: 64 - (fixedLength + text.utf8.count + 1) % 64)
    text += "\n"
    var data = Self.magic
    data.append(contentsOf: [1, 0])
    data.append(UInt8(text.utf8.count & 255))
    data.append(UInt8(text.utf8.count >> 8))
    data.append(contentsOf: text.utf8)
    return data
  }

  private var byteOrder: String {
    elementType.size == 1 ? "|" : isBigEndian ? ">" : "<"
  }
}
