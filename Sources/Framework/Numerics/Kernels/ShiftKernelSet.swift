/// Kernels over windows at neighbouring shifts; the functions are described where they are defined, in
/// Sources/Framework/Kernels.
package protocol ShiftKernelSet: SendableMetatype {
  static var shifts: Int { get }

  static func separate(
    _ count: Int, _ half: Int, _ lanes: UnsafePointer<Float>, _ factor: Float, _ present: Int,
    _ fill: Float, _ images: UnsafeMutablePointer<Float>, _ products: UnsafeMutablePointer<Float>)
  static func rowSums(
    _ shifts: Int, _ count: Int, _ size: Int, _ channels: Int,
    _ query: UnsafePointer<Float>, _ queryStride: Int,
    _ products: UnsafePointer<Float>, _ productStride: Int,
    _ scratch: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>)
  static func columnSums(
    _ count: Int, _ size: Int, _ ring: UnsafePointer<Float>, _ rows: Int, _ first: Int,
    _ stride: Int, _ result: UnsafeMutablePointer<Float>)
  static func accumulate(
    _ shifts: Int, _ count: Int, _ channels: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafeMutablePointer<Float>, _ absent: UnsafePointer<Int32>, _ absentCount: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int, _ target: Int, _ period: Int,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>)
}
