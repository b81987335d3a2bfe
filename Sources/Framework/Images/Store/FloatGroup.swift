/// Memory for a group of images as values in [-1, 1]; see ``ImageGroup``.
final class FloatGroup {
  private let kernels: any LaneKernelSet.Type
  private let size: Int
  private let memory: Scratch<Float>
  /// Working memory for bytes that no copy of the store holds side by side.
  private var scratch = [UInt8](repeating: 0, count: 2048)
  private var interleaved: [UInt8] = []
  private var gathered: [UInt8] = []

  init(shape: ImageShape, kernels: any LaneKernelSet.Type = KernelTable.current.lanes) {
    self.kernels = kernels
    size = shape.count
    memory = Scratch(count: size * ImageGroup.size)
  }

  /// The values, [c, h, w, lane]; zeros in the lanes without an image.
  var base: UnsafePointer<Float> { UnsafePointer(memory.base) }

  /// Takes up to 32 images of a store.
  func load(_ range: Range<Int>, of store: ImageStore) {
    if range.lowerBound % ImageGroup.size == 0,
      let bytes = store.bytes(ofGroup: range.lowerBound / ImageGroup.size)
    {
      return kernels.widen(
        images: range.count, elements: size, bytes: bytes, fill: 0, lanes: memory.base)
    }
    gathered.removeAll(keepingCapacity: true)
    store.forEachRun(in: range) { rows, _ in
      switch rows {
      case .floats(let base, let count, let stride):
        kernels.spread(
          images: count, elements: size, source: base, stride: stride, fill: 0, lanes: memory.base)
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
    if interleaved.isEmpty { interleaved = [UInt8](repeating: 0, count: size * ImageGroup.size) }
    scratch.withUnsafeMutableBufferPointer { scratch in
      interleaved.withUnsafeMutableBufferPointer { bytes in
        guard let scratch = scratch.baseAddress, let bytes = bytes.baseAddress else { return }
        kernels.interleave(
          images: count, elements: size, source: images, stride: stride, lanes: bytes,
          scratch: scratch)
        kernels.widen(images: count, elements: size, bytes: bytes, fill: 0, lanes: memory.base)
      }
    }
  }
}
