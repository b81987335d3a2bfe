import Foundation

/// A data set's images as they are stored: bytes, mapped from their file where the format allows, or
/// Floats; or made from what a file holds whenever they are read (see ``ImageMaker``). Never copied
/// per denoiser or thread; one copy of the bytes in another order is made for the methods that need
/// it, where memory allows (see ``GroupedBytes``).
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
    case made(ImageMaker)
  }

  public let shape: ImageShape
  public let count: Int
  let storage: Storage
  /// The bytes laid out for kernels that take 32 images side by side; shared by copies of the store.
  let groupedBytes: GroupedBytes?
  /// Whether the images take more memory than they may keep; see ``MemoryBudget``.
  let isScanned: Bool

  /// Images in segments of bytes, in order.
  ///
  /// - Precondition: every segment lies inside its data.
  public init(shape: ImageShape, segments: [Segment]) {
    for segment in segments where segment.count > 0 {
      let end = segment.offset + (segment.count - 1) * segment.stride + shape.count
      precondition(segment.offset >= 0 && end <= segment.data.count, "a segment leaves its data")
    }
    self.init(
      shape: shape, count: segments.reduce(0) { $0 + $1.count }, storage: .bytes(segments))
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
    self.init(shape: shape, count: floats.count / shape.count, storage: .floats(floats))
  }

  init(shape: ImageShape, count: Int, storage: Storage) {
    self.shape = shape
    self.count = count
    self.storage = storage
    groupedBytes = storage.holdsBytes ? GroupedBytes(shape: shape, count: count) : nil
    let size = count * shape.count * (storage.holdsBytes ? 1 : MemoryLayout<Float>.stride)
    isScanned = size > MemoryBudget.images
  }

  public var holdsBytes: Bool { storage.holdsBytes }
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
    case .made(.floats(let make)): make(index..<index + 1)
    case .bytes, .made(.bytes): bytes(of: index).map { Float(Double($0) / 127.5 - 1) }
    }
  }

  /// The bytes of image `index`, for stores of bytes.
  private func bytes(of index: Int) -> Data {
    if case .made(.bytes(let make)) = storage { return Data(make(index..<index + 1)) }
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

  /// The images at `indices`, copied if memory allows; a contiguous range of bytes is shared instead.
  public func selecting(_ indices: [Int]) -> ImageStore {
    if let first = indices.first, indices == Array(first..<first + indices.count) {
      return slicing(first..<first + indices.count)
    }
    if case .floats = storage {
      return ImageStore(shape: shape, floats: indices.flatMap { values(of: $0) })
    }
    return choosing(count: indices.count) { indices[$0] }.settled()
  }

  func slicing(_ range: Range<Int>) -> ImageStore {
    guard case .bytes(let segments) = storage else {
      return choosing(count: range.count) { range.lowerBound + $0 }.settled()
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
    let (width, count) = (shape.width, count)
    let mirror = ImageStore(
      shape: shape, count: count,
      making: holdsBytes
        ? .bytes { bytes(in: $0).mirrored(width) } : .floats { floats(in: $0).mirrored(width) })
    let both = ImageStore(
      shape: shape, count: 2 * count,
      making: holdsBytes
        ? .bytes { range in
          bytes(in: range.clamped(to: 0..<count)) + mirror.bytes(in: range.beyond(count))
        }
        : .floats { range in
          floats(in: range.clamped(to: 0..<count)) + mirror.floats(in: range.beyond(count))
        })
    guard !both.isScanned, case .bytes(let segments) = storage,
      case .bytes(let added) = mirror.settled().storage
    else { return both.settled() }
    // What lies in a file is shared.
    return ImageStore(shape: shape, segments: segments + added)
  }

  /// All bytes in order, [n, c, h, w]; nil for a store of Floats.
  public func packedBytes() -> [UInt8]? { holdsBytes ? bytes(in: 0..<count) : nil }

  /// All values in order, [n, c, h, w]; nil for a store of bytes.
  public var packedFloats: [Float]? { holdsBytes ? nil : floats(in: 0..<count) }
}

extension Array {
  /// Rows of `width` numbers, each from right to left.
  fileprivate func mirrored(_ width: Int) -> [Element] {
    indices.map { self[$0 - $0 % width + width - 1 - $0 % width] }
  }
}

extension Range<Int> {
  /// What of the range lies at `start` or after it, counted from there.
  fileprivate func beyond(_ start: Int) -> Range<Int> {
    Swift.max(lowerBound - start, 0)..<Swift.max(upperBound - start, 0)
  }
}
