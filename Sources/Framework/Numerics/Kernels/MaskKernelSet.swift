/// Kernels on distances over masks of pixels, for 32 images side by side.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol MaskKernelSet: SendableMetatype {
  static func squares(
    pixels: Int, channels: Int, signal: Float, query: UnsafePointer<Float>,
    images: UnsafePointer<Float>, squares: UnsafeMutablePointer<Float>)
  static func addPairs(
    count: Int, pairs: UnsafePointer<Int32>, table: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>)
  static func sums(
    count: Int, bounds: UnsafePointer<Int32>, terms: UnsafePointer<Int32>,
    table: UnsafePointer<Float>, start: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>)
  static func differences(
    count: Int, signal: Float, query: UnsafePointer<Float>, images: UnsafePointer<Float>,
    differences: UnsafeMutablePointer<Float>)
  static func filter(
    outputs: Int, count: Int, taps: Int, factors: UnsafePointer<Float>,
    bounds: UnsafePointer<Int32>, start: UnsafePointer<Float>, source: UnsafePointer<Float>,
    tapStride: Int, sourceStep: Int, result: UnsafeMutablePointer<Float>, outputStride: Int,
    resultStep: Int)

  static func accumulate(
    count: Int, averages: Bool, scale: Float, margin: Float, distances: UnsafePointer<Float>,
    images: UnsafePointer<Float>, least: UnsafeMutablePointer<Float>,
    sums: UnsafeMutablePointer<Float>)
  static func weights(
    count: Int, scale: Float, margin: Float, distances: UnsafePointer<Float>,
    least: UnsafePointer<Float>, shares: UnsafePointer<Float>, weights: UnsafeMutablePointer<Float>
  ) -> Bool
  static func addWeighted(
    count: Int, channels: Int, weights: UnsafePointer<Float>, images: UnsafePointer<Float>,
    stride: Int, sums: UnsafeMutablePointer<Float>)
}
