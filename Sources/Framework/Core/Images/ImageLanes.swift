/// 32 images side by side: element e of image i in lane i of the 32 numbers of e, as values in
/// [-1, 1].
final class ImageLanes {
  /// Images side by side.
  static let count = 32

  private let kernels: any LaneKernelSet.Type
  private let size: Int
  private let fill: Float
  private let memory: Scratch<Float>
  /// Working memory for bytes that no copy of the store holds side by side.
  private var scratch = [UInt8](repeating: 0, count: 2048)
  private var interleaved: [UInt8] = []
  private var gathered: [UInt8] = []

  /// - Parameter fill: what stands in the lanes that have no image.
  init(
    shape: ImageShape, fill: Float,
    kernels: any LaneKernelSet.Type = KernelTable.current.lanes
  ) {
    self.kernels = kernels
    self.fill = fill
    size = shape.count
    memory = Scratch(count: size * Self.count)
  }

  /// The values, [c, h, w, lane].
  var base: UnsafePointer<Float> { UnsafePointer(memory.base) }

  /// Takes up to 32 images of a store.
  func load(_ range: Range<Int>, of store: ImageStore) {
    if range.lowerBound % Self.count == 0,
      let bytes = store.laneBytes(range.lowerBound / Self.count)
    {
      return kernels.widen(
        images: range.count, elements: size, bytes: bytes, fill: fill, lanes: memory.base)
    }
    gathered.removeAll(keepingCapacity: true)
    store.forEachRun(in: range) { rows, _ in
      switch rows {
      case .floats(let base, let count, let stride):
        kernels.spread(
          images: count, elements: size, source: base, stride: stride, fill: fill,
          lanes: memory.base)
      case .bytes(let base, let count, let stride) where count == range.count:
        spread(count, base, stride)
      case .bytes(let base, let count, let stride):
        // The images lie in several files.
        for image in 0..<count {
          gathered += UnsafeBufferPointer(start: base + image * stride, count: size)
        }
      }
    }
    gathered.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
      spread(range.count, base, size)
    }
  }

  private func spread(_ count: Int, _ images: UnsafePointer<UInt8>, _ stride: Int) {
    if interleaved.isEmpty { interleaved = [UInt8](repeating: 0, count: size * Self.count) }
    scratch.withUnsafeMutableBufferPointer { scratch in
      interleaved.withUnsafeMutableBufferPointer { bytes in
        guard let scratch = scratch.baseAddress, let bytes = bytes.baseAddress else { return }
        kernels.interleave(
          images: count, elements: size, source: images, stride: stride, lanes: bytes,
          scratch: scratch)
        kernels.widen(images: count, elements: size, bytes: bytes, fill: fill, lanes: memory.base)
      }
    }
  }
}

extension ImageStore {
  /// Cuts the images into groups whose sums are computed apart and then added in order, of
  /// `group` images or, so that there are no more than about 64 groups, longer.
  ///
  /// The first is short: it goes alone, and what it finds lets the others leave out work.
  func laneGroups(of group: Int) -> [Range<Int>] {
    let length = padded(max(group, (count + 63) / 64), ImageLanes.count)
    let first = min(count, padded(length / 4, ImageLanes.count))
    return [0..<first]
      + stride(from: first, to: count, by: length).map { $0..<min($0 + length, count) }
  }
}
