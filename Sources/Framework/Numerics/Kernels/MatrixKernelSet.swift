/// Linear algebra kernels; the functions are described where they are defined, in Sources/Framework/Kernels.
package protocol MatrixKernelSet<Scalar>: SendableMetatype {
  associatedtype Scalar: MatrixScalar

  static var tileRows: Int { get }
  static var tileColumns: Int { get }

  static func pack(
    _ count: Int, _ depth: Int, _ width: Int, _ source: UnsafePointer<Scalar>, _ stride: Int,
    _ across: Bool, _ panels: UnsafeMutablePointer<Scalar>)
  static func unpack(
    _ count: Int, _ depth: Int, _ width: Int, _ panel: UnsafePointer<Scalar>,
    _ target: UnsafeMutablePointer<Scalar>, _ stride: Int)
  static func multiplyPanels(
    _ rows: Int, _ columns: Int, _ depth: Int,
    _ left: UnsafePointer<Scalar>, _ right: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>, _ stride: Int, _ sign: Int,
    _ beyond: Int, _ scratch: UnsafeMutablePointer<Scalar>)

  static func dot(
    _ count: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>
  ) -> Scalar
  static func addScaled(
    _ count: Int, _ factor: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func scale(_ count: Int, _ factor: Scalar, _ x: UnsafeMutablePointer<Scalar>)
  static func copyScaled(
    _ count: Int, _ factor: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func copyFlushed(
    _ count: Int, _ least: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func narrow(
    _ count: Int, _ factor: Double, _ least: Double, _ x: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Scalar>)
  static func rotate(
    _ count: Int, _ cosine: Scalar, _ sine: Scalar,
    _ x: UnsafeMutablePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func squaredNorm(_ count: Int, _ x: UnsafePointer<Scalar>) -> Double
  static func largestMagnitude(_ count: Int, _ x: UnsafePointer<Scalar>) -> Scalar
  static func largest(_ count: Int, _ x: UnsafePointer<Scalar>) -> Scalar

  static func multiplySymmetricRows(
    _ first: Int, _ last: Int, _ matrix: UnsafePointer<Scalar>, _ stride: Int,
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func multiplyRows(
    _ rows: Int, _ count: Int, _ matrix: UnsafePointer<Scalar>, _ stride: Int,
    _ x: UnsafePointer<Scalar>, _ products: UnsafeMutablePointer<Scalar>)
  static func subtractRows(
    _ rows: Int, _ count: Int, _ factors: UnsafePointer<Scalar>,
    _ matrix: UnsafePointer<Scalar>, _ stride: Int, _ y: UnsafeMutablePointer<Scalar>)

  static func factorTriangle(
    _ count: Int, _ block: UnsafeMutablePointer<Scalar>, _ stride: Int
  ) -> Int
  static var sideWidth: Int { get }
  static func solveLower(
    _ count: Int, _ triangle: UnsafePointer<Scalar>, _ stride: Int,
    _ panel: UnsafeMutablePointer<Scalar>)
  static func solveUpper(
    _ count: Int, _ triangle: UnsafePointer<Scalar>, _ stride: Int,
    _ panel: UnsafeMutablePointer<Scalar>)
}
