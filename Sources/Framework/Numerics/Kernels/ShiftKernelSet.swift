/// Kernels on windows at neighbouring shifts of the query, for 16 images side by side.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol ShiftKernelSet: SendableMetatype {
  static var shifts: Int { get }

  static func separate(
    count: Int, half: Int, lanes: UnsafePointer<Float>, factor: Float, present: Int, fill: Float,
    images: UnsafeMutablePointer<Float>, products: UnsafeMutablePointer<Float>)
  static func rowSums(
    shifts: Int, count: Int, size: Int, channels: Int, query: UnsafePointer<Float>,
    queryStride: Int, images: UnsafePointer<Float>, imageStride: Int,
    scratch: UnsafeMutablePointer<Float>, result: UnsafeMutablePointer<Float>)
  static func columnSums(
    count: Int, size: Int, ring: UnsafePointer<Float>, rows: Int, first: Int, stride: Int,
    result: UnsafeMutablePointer<Float>)
  static func accumulate(
    shifts: Int, count: Int, channels: Int, scale: Float, margin: Float,
    distances: UnsafeMutablePointer<Float>, absent: UnsafePointer<Int32>, absentCount: Int,
    images: UnsafePointer<Float>, imageStride: Int, target: Int, period: Int,
    least: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>)
}
