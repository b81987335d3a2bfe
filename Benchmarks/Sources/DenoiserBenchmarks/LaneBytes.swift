import Framework

/// A data set laid out for the baselines before the clock starts: 32 images side by side, still as
/// bytes, which is the least that a pass over them has to read.
struct LaneBytes: Sendable {
  /// Images side by side.
  static let lanes = 32
  /// Stands in for missing images: so far away that they weigh nothing.
  private static let faraway: Float = 1e9

  let shape: ImageShape
  let count: Int
  private let bytes: Memory<UInt8>

  init(_ images: ImageStore) {
    shape = images.shape
    count = images.count
    let (size, lanes) = (shape.count, Self.lanes)
    let groups = (count + lanes - 1) / lanes
    let result = Memory<UInt8>(groups * size * lanes)
    let packed = images.packedBytes() ?? []
    WorkPool.shared.forEach(groups) { group in
      for image in group * lanes..<min((group + 1) * lanes, packed.count / size) {
        let target = result.base + group * size * lanes + image % lanes
        for element in 0..<size { target[element * lanes] = packed[image * size + element] }
      }
    }
    bytes = result
  }

  var groups: Int { (count + Self.lanes - 1) / Self.lanes }

  /// The values of one group, [element, lane].
  func decode(_ group: Int, into values: UnsafeMutablePointer<Float>) {
    let (size, lanes) = (shape.count, Self.lanes)
    kernels.decode(count: size * lanes, bytes: bytes.base + group * size * lanes, values: values)
    let present = min(lanes, count - group * lanes)
    guard present < lanes else { return }
    for element in 0..<size {
      for lane in present..<lanes { values[element * lanes + lane] = Self.faraway }
    }
  }

  /// Ranges of groups for the items of parallel work.
  func blocks(of length: Int) -> [Range<Int>] {
    stride(from: 0, to: groups, by: length).map { $0..<min($0 + length, groups) }
  }
}
