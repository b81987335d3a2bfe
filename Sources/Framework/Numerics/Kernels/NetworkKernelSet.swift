/// Kernels of trained networks; the functions are described where they are defined, in
/// Sources/Framework/Kernels.
package protocol NetworkKernelSet: SendableMetatype {
  static func unfold(
    _ first: Int, _ last: Int, _ width: Int, _ source: UnsafePointer<Float>, _ plane: Int,
    _ taps: Int, _ tapOffsets: UnsafePointer<Int>, _ runs: Int, _ runStarts: UnsafePointer<Int>,
    _ runPlaces: UnsafePointer<Int>, _ panel: UnsafeMutablePointer<Float>)
  static func finish(
    _ rows: Int, _ columns: Int, _ block: UnsafePointer<Float>, _ stride: Int,
    _ bias: UnsafePointer<Float>, _ residual: UnsafePointer<Float>?, _ residualPlane: Int,
    _ activates: Bool, _ result: UnsafeMutablePointer<Float>, _ plane: Int)

  static func squaredDeviations(
    _ count: Int, _ x: UnsafePointer<Float>, _ mean: Float
  ) -> Double
  static func scaleAndShift(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ centre: Float, _ scale: Float, _ shift: Float, _ activates: Bool,
    _ y: UnsafeMutablePointer<Float>, _ yStride: Int)
  static func copyPlane(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ y: UnsafeMutablePointer<Float>, _ yStride: Int)
  static func enlarge(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ y: UnsafeMutablePointer<Float>, _ yStride: Int)
  static func halve(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ xStride: Int,
    _ y: UnsafeMutablePointer<Float>, _ yStride: Int)
  static func clearBorder(
    _ rows: Int, _ columns: Int, _ border: Int, _ plane: UnsafeMutablePointer<Float>)
}
