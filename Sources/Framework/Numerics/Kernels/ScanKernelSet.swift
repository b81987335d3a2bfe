/// Kernels that pass over stored images one after the other, and over rows of Float.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol ScanKernelSet: SendableMetatype {
  static func squaredDistances(
    queryCount: Int, imageCount: Int, elements: Int, factor: Float, queries: UnsafePointer<Float>,
    queryStride: Int, images: UnsafePointer<UInt8>, imageStride: Int,
    distances: UnsafeMutablePointer<Float>, distanceStride: Int)
  static func squaredDistances(
    queryCount: Int, imageCount: Int, elements: Int, factor: Float, queries: UnsafePointer<Float>,
    queryStride: Int, images: UnsafePointer<Float>, imageStride: Int,
    distances: UnsafeMutablePointer<Float>, distanceStride: Int)
  static func addWeighted(
    queryCount: Int, imageCount: Int, elements: Int, weights: UnsafePointer<Float>,
    weightStride: Int, images: UnsafePointer<UInt8>, imageStride: Int,
    sums: UnsafeMutablePointer<Float>, sumStride: Int)
  static func addWeighted(
    queryCount: Int, imageCount: Int, elements: Int, weights: UnsafePointer<Float>,
    weightStride: Int, images: UnsafePointer<Float>, imageStride: Int,
    sums: UnsafeMutablePointer<Float>, sumStride: Int)
  static func exponentials(
    count: Int, _ x: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>)
  static func softmaxWeights(
    count: Int, least: Float, scale: Float, distances: UnsafePointer<Float>,
    weights: UnsafeMutablePointer<Float>
  ) -> Double
  static func minimum(count: Int, _ x: UnsafePointer<Float>) -> Float
  static func sum(count: Int, _ x: UnsafePointer<Float>) -> Double
  static func convert(
    rows: Int, columns: Int, floats: UnsafePointer<Float>, floatStride: Int,
    result: UnsafeMutablePointer<Double>, resultStride: Int, sums: UnsafeMutablePointer<Double>)
}
