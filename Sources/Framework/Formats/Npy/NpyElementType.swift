import ByteKernels

extension NpyArray {
  /// Type of the elements; the raw values are numpy's names without the byte order.
  public enum ElementType: String, CaseIterable, Sendable {
    case bool = "b1"
    case uint8 = "u1"
    case int8 = "i1"
    case uint16 = "u2"
    case int16 = "i2"
    case uint32 = "u4"
    case int32 = "i4"
    case uint64 = "u8"
    case int64 = "i8"
    case float16 = "f2"
    case float32 = "f4"
    case float64 = "f8"

    /// Bytes an element takes.
    public var size: Int { Int(rawValue.dropFirst()) ?? 0 }

    public var isFloatingPoint: Bool { rawValue.hasPrefix("f") }

    /// How the elements are converted.
    var code: ElementCode {
      switch self {
      case .bool, .uint8: .uint8
      case .int8: .int8
      case .uint16: .uint16
      case .int16: .int16
      case .uint32: .uint32
      case .int32: .int32
      case .uint64: .uint64
      case .int64: .int64
      case .float16: .float16
      case .float32: .float32
      case .float64: .float64
      }
    }
  }
}
