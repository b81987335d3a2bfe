/// Kernels over stored images and Float vectors; described in Sources/Framework/Kernels.
package protocol ScanKernelSet: SendableMetatype {
  static func squaredDistances(
    _ queryCount: Int, _ imageCount: Int, _ elements: Int, _ factor: Float,
    _ queries: UnsafePointer<Float>, _ queryStride: Int,
    _ images: UnsafePointer<UInt8>, _ imageStride: Int,
    _ distances: UnsafeMutablePointer<Float>, _ distanceStride: Int)
  static func squaredDistances(
    _ queryCount: Int, _ imageCount: Int, _ elements: Int, _ factor: Float,
    _ queries: UnsafePointer<Float>, _ queryStride: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ distances: UnsafeMutablePointer<Float>, _ distanceStride: Int)
  static func addWeighted(
    _ queryCount: Int, _ imageCount: Int, _ elements: Int,
    _ weights: UnsafePointer<Float>, _ weightStride: Int,
    _ images: UnsafePointer<UInt8>, _ imageStride: Int,
    _ sums: UnsafeMutablePointer<Float>, _ sumStride: Int)
  static func addWeighted(
    _ queryCount: Int, _ imageCount: Int, _ elements: Int,
    _ weights: UnsafePointer<Float>, _ weightStride: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ sums: UnsafeMutablePointer<Float>, _ sumStride: Int)
  static func exponentials(
    _ count: Int, _ x: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>)
  static func softmaxWeights(
    _ count: Int, _ least: Float, _ scale: Float, _ distances: UnsafePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Double
  static func minimum(_ count: Int, _ x: UnsafePointer<Float>) -> Float
  static func sum(_ count: Int, _ x: UnsafePointer<Float>) -> Double
  static func convert(
    _ rows: Int, _ columns: Int, _ floats: UnsafePointer<Float>, _ floatStride: Int,
    _ result: UnsafeMutablePointer<Double>, _ resultStride: Int,
    _ sums: UnsafeMutablePointer<Double>)
}
