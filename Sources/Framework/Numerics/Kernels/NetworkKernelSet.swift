/// Kernels on planes of feature maps, between the matrix products of a network.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol NetworkKernelSet: SendableMetatype {
  static func unfold(
    first: Int, last: Int, width: Int, source: UnsafePointer<Float>, plane: Int, taps: Int,
    tapOffsets: UnsafePointer<Int>, runs: Int, runStarts: UnsafePointer<Int>,
    runPlaces: UnsafePointer<Int>, panel: UnsafeMutablePointer<Float>)
  static func finish(
    rows: Int, columns: Int, block: UnsafePointer<Float>, stride: Int, bias: UnsafePointer<Float>,
    residual: UnsafePointer<Float>?, residualPlane: Int, factor: Float, activates: Bool,
    result: UnsafeMutablePointer<Float>, resultPlane plane: Int)

  static func squaredDeviations(count: Int, _ x: UnsafePointer<Float>, from mean: Float) -> Double
  static func scaleAndShift(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, centre: Float, scale: Float,
    shift: Float, activates: Bool, y: UnsafeMutablePointer<Float>, yStride: Int)
  static func copyPlane(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int)
  static func enlarge(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int)
  static func halve(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int)
  static func halveFiltered(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int)
  static func enlargeFiltered(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int)
  static func clearBorder(rows: Int, columns: Int, border: Int, plane: UnsafeMutablePointer<Float>)

  static func activate(
    function: Int, rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int,
    addend: UnsafePointer<Float>?, addendStride: Int, y: UnsafeMutablePointer<Float>, yStride: Int)
  static func poolLargest(
    rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int, y: UnsafeMutablePointer<Float>,
    yStride: Int)
  static func spread(
    step: Int, rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int,
    y: UnsafeMutablePointer<Float>, yStride: Int)
  static func wrapBorder(rows: Int, columns: Int, border: Int, plane: UnsafeMutablePointer<Float>)
  static func normaliseColumns(
    rows: Int, columns: Int, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>, stride: Int,
    epsilon: Float, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>)
}
