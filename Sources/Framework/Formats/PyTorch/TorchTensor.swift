import Foundation

/// Where the elements of a tensor lie in a storage, which several tensors may share.
struct TorchTensor {
  enum Storage {
    /// One of the file's storages, by its key.
    case key(String)
    /// A storage inside the pickle.
    case bytes(Data, isBigEndian: Bool)
  }

  let storage: Storage
  let elementType: SafeTensors.ElementType
  /// Elements in the storage.
  let storageCount: Int
  /// First element.
  let offset: Int
  let shape: [Int]
  /// Elements from one index to the next, for each dimension.
  let strides: [Int]
  /// Number of elements.
  let count: Int

  var byteCount: Int { count * elementType.size }

  /// Whether the elements lie side by side in C order.
  private var isContiguous: Bool {
    var expected = 1
    for (size, stride) in zip(shape, strides).reversed() where size != 1 {
      guard stride == expected else { return false }
      expected *= size
    }
    return true
  }

  /// The elements in C order and little-endian, out of the bytes of the whole storage.
  func elements(of storage: Data, isBigEndian: Bool) -> Data {
    let size = elementType.size
    guard count > 0 else { return Data() }
    let swaps = isBigEndian && size > 1
    if isContiguous, !swaps {
      let start = storage.startIndex + offset * size
      return storage[start..<start + byteCount]
    }
    // Not copied first: many small tensors may share a large storage.
    var result = Data()
    result.reserveCapacity(byteCount)
    var index = [Int](repeating: 0, count: shape.count)
    var element = offset
    for _ in 0..<count {
      let start = storage.startIndex + element * size
      let bytes = storage[start..<start + size]
      if swaps { result.append(contentsOf: bytes.reversed()) } else { result.append(bytes) }
      // The next index, last dimension fastest.
      for axis in shape.indices.reversed() {
        index[axis] += 1
        element += strides[axis]
        if index[axis] < shape[axis] { break }
        element -= strides[axis] * shape[axis]
        index[axis] = 0
      }
    }
    return result
  }
}

extension SafeTensors.ElementType {
  /// The elements of a storage class such as `torch.FloatStorage`; nil for one that is not read.
  init?(torchStorage name: String) {
    switch name.split(separator: ".").last {
    case "FloatStorage": self = .float32
    case "DoubleStorage": self = .float64
    case "HalfStorage": self = .float16
    case "BFloat16Storage": self = .bfloat16
    case "LongStorage": self = .int64
    case "IntStorage": self = .int32
    case "ShortStorage": self = .int16
    case "CharStorage": self = .int8
    case "ByteStorage": self = .uint8
    case "BoolStorage": self = .bool
    default: return nil
    }
  }
}
