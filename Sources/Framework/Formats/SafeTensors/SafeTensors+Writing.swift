import ByteKernels
import Foundation

/// An array to be written: its name, its dimensions (slowest first) and its elements in C order.
public struct NamedTensor: Sendable {
  public var name: String
  public var shape: [Int]
  public var values: [Float]

  public init(_ name: String, shape: [Int], _ values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "the shape does not match the elements")
    self.name = name
    self.shape = shape
    self.values = values
  }
}

extension SafeTensors {
  /// Precision of the elements that are written.
  public enum Precision: Sendable {
    case float16
    case float32

    var elementType: ElementType { self == .float16 ? .float16 : .float32 }
  }

  /// Writes `tensors`, in this order and under names of their own, atomically.
  ///
  /// The header is padded with spaces so that elements start at a multiple of eight bytes.
  ///
  /// - Throws: `FileError` when the file cannot be written, `FormatError` when a number is too large
  ///   for F16.
  public static func write(
    _ tensors: [NamedTensor], as precision: Precision, metadata: [String: String] = [:],
    to url: URL
  ) throws {
    let header = encodedHeader(tensors.map { Layout($0, precision) }, metadata)
    let payloads = try tensors.map { try payload($0, precision, file: url.path) }
    try AtomicFile.write(pieces: [header] + payloads, to: url)
  }

  /// The file's bytes, as `write` would write them.
  public static func encoded(
    _ tensors: [NamedTensor], as precision: Precision, metadata: [String: String] = [:]
  ) throws -> Data {
    let header = encodedHeader(tensors.map { Layout($0, precision) }, metadata)
    return try tensors.reduce(into: header) { data, tensor in
      data += try payload(tensor, precision, file: "safetensors in memory")
    }
  }

  /// Writes the arrays of another file, floating-point ones in this precision, others as they are.
  ///
  /// Elements that have the precision already are not copied; others are converted array by array.
  ///
  /// - Parameter isKept: whether the array of a name stays as it is too.
  /// - Throws: `FileError` when the file cannot be written, `FormatError` when a number is too large
  ///   for F16.
  package static func write(
    _ tensors: SafeTensors, as precision: Precision,
    keeping isKept: (String) -> Bool = { _ in false },
    to url: URL
  ) throws {
    let entries = tensors.names.compactMap { name in tensors[name].map { (name, $0) } }
    func type(_ name: String, _ entry: Entry) -> ElementType {
      entry.dtype.floatCode == nil || isKept(name) ? entry.dtype : precision.elementType
    }
    let layouts = entries.map { Layout($0, type($0, $1), shape: $1.shape) }
    try AtomicFile.write(to: url) { append in
      try append(encodedHeader(layouts, tensors.metadata))
      for (name, entry) in entries {
        if type(name, entry) == entry.dtype, let elements = tensors.rawElements(name) {
          try append(elements)
        } else {
          let tensor = NamedTensor(name, shape: entry.shape, try tensors.floats(name))
          try append(payload(tensor, precision, file: url.path))
        }
      }
    }
  }

  /// What the header says of one array.
  struct Layout {
    let name: String
    let type: ElementType
    let shape: [Int]
    var byteCount: Int { shape.contains(0) ? 0 : shape.reduce(type.size, *) }

    init(_ name: String, _ type: ElementType, shape: [Int]) {
      (self.name, self.type, self.shape) = (name, type, shape)
    }

    init(_ tensor: NamedTensor, _ precision: Precision) {
      self.init(tensor.name, precision.elementType, shape: tensor.shape)
    }
  }

  /// The length of the header and the header of arrays that follow in this order.
  static func encodedHeader(_ tensors: [Layout], _ metadata: [String: String]) -> Data {
    var members: [(String, JSON)] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
      members.append((SafeTensorsHeader.metadataKey, .object(texts)))
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      members.append(
        (
          tensor.name,
          .object([
            ("dtype", .string(tensor.type.rawValue)),
            ("shape", .array(tensor.shape.map(JSON.integer))),
            ("data_offsets", .array([.integer(offset), .integer(end)])),
          ])
        ))
      offset = end
    }
    precondition(Set(members.map(\.0)).count == members.count, "two arrays of one name")
    var text = Data(JSON.object(members).canonicalText.utf8)
    text += Data(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) } + text
  }

  private static func payload(
    _ tensor: NamedTensor, _ precision: Precision, file: String
  ) throws -> Data {
    guard precision == .float16 else { return tensor.values.withUnsafeBytes { Data($0) } }
    // 65520 is the smallest number that rounds to infinity.
    if let large = tensor.values.first(where: { $0.isFinite && abs($0) >= 65520 }) {
      throw FormatError(
        file: file, problem: "\"\(tensor.name)\" holds \(large), too large for F16",
        advice: "write float32")
    }
    let halves = [UInt16](unsafeUninitializedCapacity: tensor.values.count) { target, written in
      guard let to = target.baseAddress else { return }
      roundToHalf(tensor.values, count: tensor.values.count, to)
      written = tensor.values.count
    }
    return halves.withUnsafeBytes { Data($0) }
  }
}
