/// Working memory of one item of a pass over masks: a group of images that lie side by side, the
/// table of one query's squared differences, and the sums that others start from.
final class MaskWorkspace {
  let kernels: any MaskKernelSet.Type
  /// Values of a group, [c, h, w, image].
  let images: ImageLanes
  /// A vector of zeros, then one for each pixel.
  let table: Scratch<Float>
  let slots: Scratch<Float>
  /// +∞ for the lanes that hold no image.
  let penalty: Scratch<Float>

  init(shape: ImageShape, slots: Int, kernels: MaskKernelTable) {
    let size = kernels.set.groupSize
    self.kernels = kernels.set
    images = ImageLanes(shape: shape, fill: 0, kernels: kernels.instructionSet.laneKernels)
    table = Scratch(count: (shape.count + 1) * size)
    self.slots = Scratch(count: slots * size)
    penalty = Scratch(zeros: size)
  }

  /// Calls `body` for each group of the images in `range`, which then lies in ``images``.
  func forEachGroup(of store: ImageStore, in range: Range<Int>, _ body: () -> Void) {
    let size = kernels.groupSize
    for first in stride(from: range.lowerBound, to: range.upperBound, by: size) {
      let group = first..<min(first + size, range.upperBound)
      images.load(group, of: store)
      for lane in 0..<size { penalty.base[lane] = lane < group.count ? 0 : .infinity }
      body()
    }
  }
}
