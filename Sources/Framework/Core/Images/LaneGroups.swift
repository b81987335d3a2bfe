/// 32 images side by side as kernels read them, [c, h, w, image].
struct LaneGroup {
  /// Bytes u or Floats; see ``LaneCode``.
  let images: UnsafeRawPointer
  /// 0 in the lanes that hold an image and ``LaneGroups/faraway`` in the others, 32 numbers.
  let absent: UnsafePointer<Float>
}

/// What the numbers mean that kernels read from a store's lanes.
struct LaneCode: Sendable {
  /// Bytes u, which stand for u / 127.5 - 1; otherwise values.
  let isBytes: Bool

  init(of store: ImageStore) { isBytes = store.lanes != nil }

  /// Numbers y and f for which y - f · number is x - a · value.
  func offset(_ x: Float, signal: Float) -> Float { isBytes ? x + signal : x }
  func factor(signal: Double) -> Float { Float(isBytes ? signal / 127.5 : signal) }

  /// The value that a mean of numbers stands for.
  func value(_ mean: Double) -> Double { isBytes ? mean / 127.5 - 1 : mean }
}

/// Goes through the images of a store 32 at a time.
final class LaneGroups {
  /// Squared distance of a missing image: it gets the least weight of all.
  static let faraway: Float = 1e18

  private let store: ImageStore
  private let floats: ImageLanes?
  private let absent: Scratch<Float>

  init(of store: ImageStore) {
    self.store = store
    floats = store.lanes == nil ? ImageLanes(shape: store.shape, fill: 0) : nil
    absent = Scratch(zeros: ImageLanes.count)
  }

  /// Calls `body` with the images of `range` and the index of the first of them.
  ///
  /// - Parameters:
  ///   - range: begins at a multiple of 32.
  ///   - isWanted: says of the index of a first image whether its group matters.
  func forEach(
    in range: Range<Int>, where isWanted: (Int) -> Bool = { _ in true },
    _ body: (LaneGroup, Int) -> Void
  ) {
    for first in stride(from: range.lowerBound, to: range.upperBound, by: ImageLanes.count)
    where isWanted(first) {
      let count = min(ImageLanes.count, range.upperBound - first)
      for lane in 0..<ImageLanes.count { absent.base[lane] = lane < count ? 0 : Self.faraway }
      if let bytes = store.laneBytes(first / ImageLanes.count) {
        body(LaneGroup(images: bytes, absent: absent.base), first)
      } else if let floats {
        floats.load(first..<first + count, of: store)
        body(LaneGroup(images: floats.base, absent: absent.base), first)
      }
    }
  }
}
