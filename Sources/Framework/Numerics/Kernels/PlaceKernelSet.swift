/// Kernels on windows at the same place of query and images, for 32 images side by side.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol PlaceKernelSet: SendableMetatype {
  static func rowSums(
    isBytes: Bool, rows: Int, width: Int, channels: Int, factor: Float, query: UnsafePointer<Float>,
    images: UnsafeRawPointer, absent: UnsafePointer<Float>, before: Int, count: Int, size: Int,
    line: UnsafeMutablePointer<Float>, partial: UnsafeMutablePointer<Float>,
    plane: UnsafeMutablePointer<Float>, stride: Int)
  static func accumulate(
    isBytes: Bool, rows: Int, columns: Int, size: Int, channels: Int, scale: Float, margin: Float,
    plane: UnsafePointer<Float>, stride: Int, images: UnsafeRawPointer, width: Int,
    channelStride: Int, partial: UnsafeMutablePointer<Float>,
    distances: UnsafeMutablePointer<Float>, near: UnsafeMutablePointer<Int32>,
    least: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) -> Bool
  static func cover(
    rows: Int, columns: Int, size: Int, scale: Float, margin: Float, plane: UnsafePointer<Float>,
    stride: Int, least: UnsafePointer<Float>, shares: UnsafePointer<Float>,
    partial: UnsafeMutablePointer<Float>, column: UnsafeMutablePointer<Float>,
    cover: UnsafeMutablePointer<Float>, coverStride: Int
  ) -> Bool
  static func addCovered(
    isBytes: Bool, groups: Int, height: Int, columns: Int, size: Int, channels: Int,
    cover: UnsafePointer<Float>, coverStride: Int, images: UnsafePointer<UnsafeRawPointer>,
    partial: UnsafeMutablePointer<Float>, weights: UnsafeMutablePointer<Float>,
    weighted: UnsafeMutablePointer<Float>)
}
