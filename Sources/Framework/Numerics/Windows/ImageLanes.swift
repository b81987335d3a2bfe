/// Sixteen images side by side: element e of image i in lane i of vector e, as values in [-1, 1].
final class ImageLanes {
  /// Images side by side.
  static let count = 16

  private let kernels: any WindowKernelSet.Type
  private let store: ImageStore
  private let memory: Scratch<Float>
  /// Working memory of the kernel that spreads bytes.
  private var scratch = [UInt8](repeating: 0, count: 1024)
  private var gathered: [UInt8] = []

  init(of store: ImageStore, kernels: any WindowKernelSet.Type) {
    self.kernels = kernels
    self.store = store
    memory = Scratch(count: store.shape.count * Self.count)
  }

  /// The vectors, [c, h, w].
  var base: UnsafePointer<Float> { UnsafePointer(memory.base) }

  /// Takes up to sixteen images. Lanes without an image are so far from everything that they weigh
  /// nothing.
  func load(_ range: Range<Int>) {
    gathered.removeAll(keepingCapacity: true)
    store.forEachRun(in: range) { rows, _ in
      switch rows {
      case .floats(let base, let count, let stride):
        kernels.spread(count, store.shape.count, base, stride, memory.base)
      case .bytes(let base, let count, let stride) where count == range.count:
        spread(count, base, stride)
      case .bytes(let base, let count, let stride):
        // The sixteen lie in several files.
        for image in 0..<count {
          let start = base + image * stride
          gathered += UnsafeBufferPointer(start: start, count: store.shape.count)
        }
      }
    }
    gathered.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
      spread(range.count, base, store.shape.count)
    }
  }

  private func spread(_ count: Int, _ images: UnsafePointer<UInt8>, _ stride: Int) {
    scratch.withUnsafeMutableBufferPointer { scratch in
      guard let scratch = scratch.baseAddress else { return }
      kernels.spread(count, store.shape.count, images, stride, memory.base, scratch)
    }
  }
}

extension ImageStore {
  /// Cuts the images into groups whose sums are computed apart and then added in order, of
  /// `group` images or, so that there are no more than 64 groups, longer.
  func laneGroups(of group: Int) -> [Range<Int>] {
    let length = padded(max(group, (count + 63) / 64), ImageLanes.count)
    return stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }
}
