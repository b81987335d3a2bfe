import Foundation

/// A data set's images as they are stored: bytes, mapped from their file where the format allows, or
/// Floats. Never copied per denoiser or thread; one copy of the bytes in another order is made for
/// the methods that need it (see ``GroupedBytes``).
///
/// A byte u stands for the value u / 127.5 − 1 in [-1, 1]; Floats are values themselves.
public struct ImageStore: Sendable {
  /// Equally spaced images inside a buffer of bytes.
  public struct Segment: Sendable {
    let data: Data
    let offset: Int
    let stride: Int
    let count: Int

    /// - Parameters:
    ///   - data: the buffer, perhaps a mapped file.
    ///   - offset: position of the first image's first byte.
    ///   - stride: bytes from one image to the next.
    ///   - count: number of images.
    public init(data: Data, offset: Int, stride: Int, count: Int) {
      self.data = data
      self.offset = offset
      self.stride = stride
      self.count = count
    }
  }

  enum Storage: Sendable {
    case bytes([Segment])
    case floats([Float])
  }

  public let shape: ImageShape
  public let count: Int
  let storage: Storage
  /// The bytes laid out for kernels that take 32 images side by side; shared by copies of the store.
  let groupedBytes: GroupedBytes?

  /// Images in segments of bytes, in order.
  ///
  /// - Precondition: every segment lies inside its data.
  public init(shape: ImageShape, segments: [Segment]) {
    for segment in segments where segment.count > 0 {
      let end = segment.offset + (segment.count - 1) * segment.stride + shape.count
      precondition(segment.offset >= 0 && end <= segment.data.count, "a segment leaves its data")
    }
    self.shape = shape
    count = segments.reduce(0) { $0 + $1.count }
    storage = .bytes(segments)
    groupedBytes = GroupedBytes(shape: shape, count: count)
  }

  /// Images in memory as bytes, [n, c, h, w].
  public init(shape: ImageShape, bytes: [UInt8]) {
    self.init(
      shape: shape,
      segments: [
        Segment(
          data: Data(bytes), offset: 0, stride: shape.count, count: bytes.count / shape.count)
      ])
  }

  /// Images in memory as Floats, [n, c, h, w].
  public init(shape: ImageShape, floats: [Float]) {
    precondition(floats.count % shape.count == 0, "a store holds whole images")
    self.shape = shape
    count = floats.count / shape.count
    storage = .floats(floats)
    groupedBytes = nil
  }

  public var holdsBytes: Bool { if case .bytes = storage { true } else { false } }
}

// MARK: - Reading images

extension ImageStore {
  /// The values of image `index` in [-1, 1].
  public func image(_ index: Int) -> [Float] { batch(of: index..<index + 1).values }

  /// The images in `range` as values.
  public func batch(of range: Range<Int>) -> ImageBatch {
    ImageBatch(
      shape: shape, values: range.flatMap { values(of: $0) }, firstSample: range.lowerBound)
  }

  private func values(of index: Int) -> [Float] {
    switch storage {
    case .floats(let floats): Array(floats[index * shape.count..<(index + 1) * shape.count])
    case .bytes: bytes(of: index).map { Float(Double($0) / 127.5 - 1) }
    }
  }

  /// The bytes of image `index`, for stores of bytes.
  private func bytes(of index: Int) -> Data {
    guard case .bytes(let segments) = storage else { preconditionFailure("a store of Floats") }
    var index = index
    for segment in segments {
      if index < segment.count {
        let start = segment.data.startIndex + segment.offset + index * segment.stride
        return segment.data[start..<start + shape.count]
      }
      index -= segment.count
    }
    preconditionFailure("image index out of range")
  }

  /// The images at `indices`, copied; a contiguous range of bytes is shared instead.
  public func selecting(_ indices: [Int]) -> ImageStore {
    if let first = indices.first, indices == Array(first..<first + indices.count) {
      return slicing(first..<first + indices.count)
    }
    switch storage {
    case .floats:
      return ImageStore(shape: shape, floats: indices.flatMap { values(of: $0) })
    case .bytes: return copying(indices)
    }
  }

  func slicing(_ range: Range<Int>) -> ImageStore {
    guard case .bytes(let segments) = storage else {
      return ImageStore(shape: shape, floats: batch(of: range).values)
    }
    var start = 0
    let parts: [Segment] = segments.compactMap { segment in
      defer { start += segment.count }
      let low = max(range.lowerBound, start)
      let high = min(range.upperBound, start + segment.count)
      guard low < high else { return nil }
      return Segment(
        data: segment.data, offset: segment.offset + (low - start) * segment.stride,
        stride: segment.stride, count: high - low)
    }
    return ImageStore(shape: shape, segments: parts)
  }

  /// The store followed by its mirror images (left and right swapped).
  public func addingMirrored() -> ImageStore {
    let width = shape.width
    func mirrored<T>(_ image: some Collection<T>) -> [T] {
      let values = Array(image)
      return values.indices.map { values[$0 - $0 % width + width - 1 - $0 % width] }
    }
    switch storage {
    case .floats(let floats):
      return ImageStore(
        shape: shape, floats: floats + (0..<count).flatMap { mirrored(values(of: $0)) })
    case .bytes(let segments):
      let mirror = ImageStore(shape: shape, bytes: (0..<count).flatMap { mirrored(bytes(of: $0)) })
      guard case .bytes(let added) = mirror.storage else { return mirror }
      return ImageStore(shape: shape, segments: segments + added)
    }
  }

  /// All bytes in order, [n, c, h, w]; nil for a store of Floats.
  public func packedBytes() -> [UInt8]? {
    guard holdsBytes else { return nil }
    var bytes = [UInt8]()
    bytes.reserveCapacity(count * shape.count)
    for index in 0..<count { bytes += self.bytes(of: index) }
    return bytes
  }

  /// All values in order, [n, c, h, w]; nil for a store of bytes.
  public var packedFloats: [Float]? {
    if case .floats(let values) = storage { values } else { nil }
  }
}
