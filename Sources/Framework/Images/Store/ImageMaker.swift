import Foundation

/// Images that are made from what a file holds whenever they are read, [n, c, h, w] for a range of
/// them: for data whose numbers lie in another order or of another kind than kernels take, and that
/// are too large to be converted at once.
public enum ImageMaker: Sendable {
  case bytes(@Sendable (Range<Int>) -> [UInt8])
  case floats(@Sendable (Range<Int>) -> [Float])
}

extension ImageStore.Storage {
  var holdsBytes: Bool {
    switch self {
    case .bytes, .made(.bytes): true
    case .floats, .made(.floats): false
    }
  }
}

extension ImageStore {
  /// Images that are made whenever they are read; see ``settled()``.
  ///
  /// - Parameter maker: gives the same for a range whenever it is asked, from any thread.
  public init(shape: ImageShape, count: Int, making maker: ImageMaker) {
    self.init(shape: shape, count: count, storage: .made(maker))
  }

  /// The images with those that are made held in memory, where it allows (``MemoryBudget``).
  public func settled() -> ImageStore {
    guard case .made(let maker) = storage, !isScanned else { return self }
    let parts = blocks(from: 0, to: count, of: Self.scanBlock)
    switch maker {
    case .bytes(let make):
      var data = Data(capacity: count * shape.count)
      for part in parts { data.append(contentsOf: make(part)) }
      let all = Segment(data: data, offset: 0, stride: shape.count, count: count)
      return ImageStore(shape: shape, segments: [all])
    case .floats(let make):
      var floats: [Float] = []
      floats.reserveCapacity(count * shape.count)
      for part in parts { floats += make(part) }
      return ImageStore(shape: shape, floats: floats)
    }
  }

  /// Images of this store that are chosen whenever they are read.
  ///
  /// - Parameter place: the place in this store of an image of the new one.
  func choosing(count: Int, _ place: @escaping @Sendable (Int) -> Int) -> ImageStore {
    ImageStore(
      shape: shape, count: count,
      making: holdsBytes
        ? .bytes { $0.map(place).runs.flatMap { bytes(in: $0) } }
        : .floats { $0.map(place).runs.flatMap { floats(in: $0) } })
  }

  /// The bytes of the images in `range`, [n, c, h, w].
  ///
  /// - Precondition: the store holds bytes.
  package func bytes(in range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count * shape.count)
    forEachRun(in: range) { rows, _ in
      guard case .bytes(let base, let count, let stride) = rows else { return }
      for row in 0..<count {
        bytes += UnsafeBufferPointer(start: base + row * stride, count: shape.count)
      }
    }
    giveBack(range)
    return bytes
  }

  /// The values of the images in `range`, [n, c, h, w].
  ///
  /// - Precondition: the store holds Floats.
  package func floats(in range: Range<Int>) -> [Float] {
    switch storage {
    case .floats(let floats):
      range.count == count
        ? floats : Array(floats[range.lowerBound * shape.count..<range.upperBound * shape.count])
    case .made(.floats(let make)): make(range)
    case .bytes, .made(.bytes): preconditionFailure("a store of bytes")
    }
  }

  /// Lets the memory of images that were read go, where they are too many to be kept.
  func giveBack(_ range: Range<Int>) {
    guard isScanned, case .bytes = storage else { return }
    forEachRun(in: range) { rows, _ in
      guard case .bytes(let base, let count, let stride) = rows else { return }
      MappedFile.giveBack(
        UnsafeRawBufferPointer(start: base, count: (count - 1) * stride + shape.count))
    }
  }
}

extension [Int] {
  /// Ranges of numbers that follow each other.
  fileprivate var runs: [Range<Int>] {
    reduce(into: []) { runs, place in
      if let last = runs.last, last.upperBound == place {
        runs[runs.count - 1] = last.lowerBound..<place + 1
      } else {
        runs.append(place..<place + 1)
      }
    }
  }
}
