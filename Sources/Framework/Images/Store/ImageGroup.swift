/// Up to 32 images side by side as kernels read them, [c, h, w, lane]: image i in lane i of the 32
/// numbers of each element.
struct ImageGroup {
  /// Lanes of a group.
  static let size = 32
  /// Squared distance of a lane that holds no image, and its every pixel where differences are taken
  /// first. Kernels only add and compare distances, so it stays infinite and is never the least; the
  /// lane gets the least weight that there is, and its numbers, which are 0, add nothing.
  static let missing = Float.infinity

  /// Bytes u or Floats; see ``StoredCode``. Lanes without an image hold zeros.
  let numbers: UnsafeRawPointer
  /// 0 for the lanes that hold an image and ``missing`` for the others.
  let absent: UnsafePointer<Float>
  /// Images in the group.
  let count: Int
  /// Whether the numbers stay where they are as long as the store; otherwise until the next group.
  var staysInPlace = false

  /// The numbers of a group that was read as Floats.
  var floats: UnsafePointer<Float> { numbers.assumingMemoryBound(to: Float.self) }
}

/// Goes through the images of a store a group at a time.
final class GroupReader {
  private let store: ImageStore
  private let floats: FloatGroup?
  /// Bytes of a group of which no copy is kept.
  private var laid: Scratch<UInt8>?
  private let absent: Scratch<Float>

  /// - Parameter asFloats: reads values, whatever the store holds; otherwise numbers as
  ///   ``ImageStore/groupCode`` says.
  init(
    of store: ImageStore, asFloats: Bool = false,
    kernels: any LaneKernelSet.Type = KernelTable.current.lanes
  ) {
    self.store = store
    floats =
      asFloats || store.groupedBytes == nil ? FloatGroup(shape: store.shape, kernels: kernels) : nil
    absent = Scratch(zeros: ImageGroup.size)
  }

  /// Calls `body` with the images of `range` and the index of the first of each group.
  ///
  /// - Parameters:
  ///   - range: begins at a multiple of 32, unless images are read as Floats.
  ///   - isWanted: says of the index of a first image whether its group matters.
  func forEach(
    in range: Range<Int>, where isWanted: (Int) -> Bool = { _ in true },
    _ body: (ImageGroup, Int) -> Void
  ) {
    var read = range
    for images in blocks(from: range.lowerBound, to: range.upperBound, of: ImageGroup.size)
    where isWanted(images.lowerBound) {
      for lane in 0..<ImageGroup.size {
        absent.base[lane] = lane < images.count ? 0 : ImageGroup.missing
      }
      if let floats {
        floats.load(images, of: store)
        body(
          ImageGroup(numbers: floats.base, absent: absent.base, count: images.count),
          images.lowerBound)
      } else {
        body(
          ImageGroup(
            numbers: bytes(of: images), absent: absent.base, count: images.count,
            staysInPlace: laid == nil),
          images.lowerBound)
      }
      if (images.upperBound - read.lowerBound) * store.shape.count > Self.largestRead {
        store.giveBack(read.lowerBound..<images.upperBound)
        read = images.upperBound..<range.upperBound
      }
    }
    store.giveBack(read)
  }

  private func bytes(of images: Range<Int>) -> UnsafePointer<UInt8> {
    if let bytes = store.bytes(ofGroup: images.lowerBound / ImageGroup.size) { return bytes }
    let bytes = laid ?? Scratch(count: store.shape.count * ImageGroup.size)
    laid = bytes
    store.layGroup(images, at: bytes.base)
    return UnsafePointer(bytes.base)
  }

  /// Numbers that are read before their memory is given back, where it is.
  private static let largestRead = 4 << 20
}
