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
    let header = encodedHeader(tensors, precision, metadata)
    let payloads = try tensors.map { try payload($0, precision, file: url.path) }
    try AtomicFile.write(pieces: [header] + payloads, to: url)
  }

  /// The file's bytes, as `write` would write them.
  public static func encoded(
    _ tensors: [NamedTensor], as precision: Precision, metadata: [String: String] = [:]
  ) throws -> Data {
    try tensors.reduce(into: encodedHeader(tensors, precision, metadata)) { data, tensor in
      data += try payload(tensor, precision, file: "safetensors in memory")
    }
  }

  private static func encodedHeader(
    _ tensors: [NamedTensor], _ precision: Precision, _ metadata: [String: String]
  ) -> Data {
    let type = precision.elementType
    var members: [(String, JSON)] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { ($0.key, JSON.string($0.value)) }
      members.append(("__metadata__", .object(texts)))
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.values.count * type.size
      members.append(
        (
          tensor.name,
          .object([
            ("dtype", .string(type.rawValue)), ("shape", .array(tensor.shape.map(JSON.integer))),
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
