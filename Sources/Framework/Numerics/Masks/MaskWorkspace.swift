/// Working memory of one item of a pass over masks: a group of images that lie side by side, the
/// table of one query's squared differences, and the sums that others start from.
final class MaskWorkspace {
  let kernels: any MaskKernelSet.Type
  private let shape: ImageShape
  /// Values of a group, [c, h, w, image].
  let images: Scratch<Float>
  /// A vector of zeros, then one for each pixel.
  let table: Scratch<Float>
  let slots: Scratch<Float>
  /// +∞ for the lanes that hold no image.
  let penalty: Scratch<Float>
  /// Room for 256 bytes on their way into ``images``.
  private let turned: Scratch<Float>

  init(shape: ImageShape, slots: Int, kernels: MaskKernelTable) {
    let size = kernels.set.groupSize
    self.kernels = kernels.set
    self.shape = shape
    images = Scratch(zeros: shape.count * size)
    table = Scratch(count: (shape.count + 1) * size)
    self.slots = Scratch(count: slots * size)
    penalty = Scratch(zeros: size)
    turned = Scratch(count: 64)
  }

  /// Calls `body` for each group of the images in `range`, which then lies in ``images``.
  func forEachGroup(of store: ImageStore, in range: Range<Int>, _ body: () -> Void) {
    let size = kernels.groupSize
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let group = first..<min(first + size, range.upperBound)
      store.forEachRun(in: group) { rows, start in
        let target = images.base + (start - first)
        switch rows {
        case .bytes(let base, let count, let stride):
          kernels.gather(count, shape.count, base, stride, turned.base, target)
        case .floats(let base, let count, let stride):
          kernels.gather(count, shape.count, base, stride, target)
        }
      }
      for lane in 0..<size { penalty.base[lane] = lane < group.count ? 0 : .infinity }
      body()
    }
  }
}
