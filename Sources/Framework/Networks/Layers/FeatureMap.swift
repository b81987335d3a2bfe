import Framework

/// Activations of a block of images, [image][channel][row][column], perhaps with a border of zeros
/// round every plane, so that a convolution finds its padding there.
///
/// Written once, by the layer that makes it.
final class FeatureMap: Sendable {
  let count: Int
  let channels: Int
  let height: Int
  let width: Int
  let border: Int
  private let memory: Scratch<Float>

  /// Kernels read up to this many elements beyond a run.
  private static let slack = 16

  /// A map whose elements are undefined but for the border, which `clearBorder` writes.
  init(count: Int, channels: Int, height: Int, width: Int, border: Int = 0) {
    self.count = count
    self.channels = channels
    self.height = height
    self.width = width
    self.border = border
    let plane = (height + 2 * border) * (width + 2 * border)
    memory = Scratch(count: count * channels * plane + Self.slack)
  }

  /// A map of the same planes with another number of channels or another border.
  func like(channels: Int? = nil, border: Int = 0) -> FeatureMap {
    FeatureMap(
      count: count, channels: channels ?? self.channels, height: height, width: width,
      border: border)
  }

  var area: Int { height * width }
  /// Elements from one row to the next.
  var rowStride: Int { width + 2 * border }
  /// Elements from one channel to the next.
  var planeStride: Int { (height + 2 * border) * rowStride }
  /// Elements from one image to the next.
  var imageStride: Int { channels * planeStride }

  /// Position of a pixel of channel 0 after `base`.
  func offset(image: Int, row: Int = 0, column: Int = 0) -> Int {
    image * imageStride + (row + border) * rowStride + column + border
  }

  /// The first element of the memory.
  var base: UnsafeMutablePointer<Float> { memory.base }

  /// The first pixel of a plane inside its border.
  func plane(_ image: Int, _ channel: Int) -> UnsafeMutablePointer<Float> {
    memory.base + offset(image: image) + channel * planeStride
  }

  /// Zeros the border of one plane.
  func clearBorder(_ image: Int, _ channel: Int, _ kernels: any NetworkKernelSet.Type) {
    guard border > 0 else { return }
    kernels.clearBorder(
      rows: height, columns: width, border: border,
      plane: memory.base + image * imageStride + channel * planeStride)
  }

  /// The same memory with part of the pixels as border, or part of the border as pixels.
  func seen(withBorder border: Int) -> FeatureMap {
    FeatureMap(seeing: self, border: border)
  }

  private init(seeing map: FeatureMap, border: Int) {
    count = map.count
    channels = map.channels
    height = map.height + 2 * (map.border - border)
    width = map.width + 2 * (map.border - border)
    self.border = border
    memory = map.memory
  }

  /// Says that the memory is in use up to here; see `Scratch.keepAlive`.
  func keepAlive() { memory.keepAlive() }

  /// factor · x + term of the images of a batch.
  convenience init(_ batch: ImageBatch, scaledBy factor: Float, adding term: Float = 0) {
    let shape = batch.shape
    self.init(
      count: batch.count, channels: shape.channels, height: shape.height, width: shape.width)
    batch.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      base.update(from: first, count: values.count)
    }
    let (kernels, count) = (KernelTable.current, batch.values.count)
    if term == 0 {
      kernels.float.scale(count: count, by: factor, base)
    } else {
      kernels.networks.scaleAndShift(
        rows: 1, columns: count, x: base, xStride: count, centre: 0, scale: factor, shift: term,
        activates: false, y: base, yStride: count)
    }
  }

  /// The elements without border, image after image.
  var values: [Float] {
    (0..<count).flatMap { values(ofImage: $0, count: imageStride) }
  }

  /// The first `count` elements of an image.
  func values(ofImage index: Int, count: Int) -> [Float] {
    precondition(border == 0, "a map with a border has other elements between its own")
    precondition(count <= imageStride, "a map of fewer elements")
    defer { keepAlive() }
    return Array(UnsafeBufferPointer(start: base + index * imageStride, count: count))
  }
}
