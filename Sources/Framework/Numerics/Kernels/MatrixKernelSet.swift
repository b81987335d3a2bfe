/// Kernels on vectors and matrices of one element type, in memory by rows.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol MatrixKernelSet<Scalar>: SendableMetatype {
  associatedtype Scalar: MatrixScalar

  static var tileRows: Int { get }
  static var tileColumns: Int { get }

  static func pack(
    count: Int, depth: Int, width: Int, source: UnsafePointer<Scalar>, stride: Int, across: Bool,
    panels: UnsafeMutablePointer<Scalar>)
  static func unpack(
    count: Int, depth: Int, width: Int, panel: UnsafePointer<Scalar>,
    target: UnsafeMutablePointer<Scalar>, stride: Int)
  static func multiplyPanels(
    rows: Int, columns: Int, depth: Int, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
    result: UnsafeMutablePointer<Scalar>, stride: Int, sign: Int, beyond: Int,
    scratch: UnsafeMutablePointer<Scalar>)

  static func dot(count: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>) -> Scalar
  static func addScaled(
    count: Int, by factor: Scalar, _ x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>)
  static func scale(count: Int, by factor: Scalar, _ x: UnsafeMutablePointer<Scalar>)
  static func copyScaled(
    count: Int, by factor: Scalar, from x: UnsafePointer<Scalar>, to y: UnsafeMutablePointer<Scalar>
  )
  static func copyFlushed(
    count: Int, below least: Scalar, from x: UnsafePointer<Scalar>,
    to y: UnsafeMutablePointer<Scalar>)
  static func narrow(
    count: Int, by factor: Double, below least: Double, from x: UnsafePointer<Double>,
    to y: UnsafeMutablePointer<Scalar>)
  static func rotate(
    count: Int, cosine: Scalar, sine: Scalar, x: UnsafeMutablePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>)
  static func squaredNorm(count: Int, _ x: UnsafePointer<Scalar>) -> Double
  static func largestMagnitude(count: Int, _ x: UnsafePointer<Scalar>) -> Scalar
  static func largest(count: Int, _ x: UnsafePointer<Scalar>) -> Scalar

  static func multiplySymmetricRows(
    first: Int, last: Int, matrix: UnsafePointer<Scalar>, stride: Int, x: UnsafePointer<Scalar>,
    y: UnsafeMutablePointer<Scalar>)
  static func multiplyRows(
    rows: Int, columns count: Int, matrix: UnsafePointer<Scalar>, stride: Int,
    x: UnsafePointer<Scalar>, products: UnsafeMutablePointer<Scalar>)
  static func subtractRows(
    rows: Int, columns count: Int, factors: UnsafePointer<Scalar>, matrix: UnsafePointer<Scalar>,
    stride: Int, y: UnsafeMutablePointer<Scalar>)

  static func factorTriangle(count: Int, block: UnsafeMutablePointer<Scalar>, stride: Int) -> Int
  static var sideWidth: Int { get }
  static func solveLower(
    count: Int, triangle: UnsafePointer<Scalar>, stride: Int, panel: UnsafeMutablePointer<Scalar>)
  static func solveUpper(
    count: Int, triangle: UnsafePointer<Scalar>, stride: Int, panel: UnsafeMutablePointer<Scalar>)
}
