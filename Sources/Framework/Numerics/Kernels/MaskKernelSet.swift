/// Kernels of sums over masks; described where they are defined, in Sources/Framework/Kernels.
package protocol MaskKernelSet: SendableMetatype {
  static func squares(
    _ pixels: Int, _ channels: Int, _ signal: Float, _ query: UnsafePointer<Float>,
    _ images: UnsafePointer<Float>, _ squares: UnsafeMutablePointer<Float>)
  static func addPairs(
    _ count: Int, _ pairs: UnsafePointer<Int32>, _ table: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>)
  static func sums(
    _ count: Int, _ bounds: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ table: UnsafePointer<Float>, _ start: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>)

  static func accumulate(
    _ count: Int, _ averages: Bool, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ images: UnsafePointer<Float>,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>)
  static func weights(
    _ count: Int, _ scale: Float, _ margin: Float, _ distances: UnsafePointer<Float>,
    _ least: UnsafePointer<Float>, _ shares: UnsafePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>
  ) -> Bool
  static func addWeighted(
    _ count: Int, _ channels: Int, _ weights: UnsafePointer<Float>,
    _ images: UnsafePointer<Float>, _ stride: Int, _ sums: UnsafeMutablePointer<Float>)
}
