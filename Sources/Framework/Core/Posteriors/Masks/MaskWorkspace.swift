/// Working memory of one item of a pass over masks: a group of images that lie side by side, and the
/// table of one query's squared differences.
final class MaskWorkspace {
  /// Values of a group, [c, h, w, image].
  let images: ImageLanes
  let table: MaskTable
  /// What joins every sum: +∞ for the lanes that hold no image, 0 for the others.
  let penalty: Scratch<Float>

  init(shape: ImageShape, program: MaskProgram, kernels: KernelTable) {
    images = ImageLanes(shape: shape, fill: 0, kernels: kernels.lanes)
    table = MaskTable(program, kernels: kernels.masks)
    penalty = Scratch(zeros: ImageLanes.count)
  }

  /// Calls `body` for each group of the images in `range`, which then lies in ``images``.
  func forEachGroup(of store: ImageStore, in range: Range<Int>, _ body: () -> Void) {
    let size = ImageLanes.count
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let group = first..<min(first + size, range.upperBound)
      images.load(group, of: store)
      for lane in 0..<size { penalty.base[lane] = lane < group.count ? 0 : .infinity }
      body()
    }
  }
}
