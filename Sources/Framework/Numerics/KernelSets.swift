/// Linear algebra kernels; the functions are described where they are defined, in Sources/Kernels.
protocol MatrixKernelSet<Scalar>: SendableMetatype {
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

/// Kernels of the secular equation; described in Sources/Kernels.
protocol SecularKernelSet: SendableMetatype {
  static func sums(
    _ first: Int, _ last: Int, _ poles: UnsafePointer<Double>, _ weights: UnsafePointer<Double>,
    _ origin: Double, _ shift: Double
  ) -> (value: Double, slope: Double)
  static func weights(
    _ first: Int, _ last: Int, _ count: Int, _ poles: UnsafePointer<Double>,
    _ origins: UnsafePointer<Double>, _ shifts: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>)
  static func vector(
    _ count: Int, _ poles: UnsafePointer<Double>, _ z: UnsafePointer<Double>,
    _ origin: Double, _ shift: Double, _ vector: UnsafeMutablePointer<Double>
  ) -> Double
}

/// Kernels over stored images and Float vectors; described in Sources/Kernels.
protocol ScanKernelSet: SendableMetatype {
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

/// Kernels on bytes as 16-bit words; described in Sources/Kernels.
protocol WordKernelSet: SendableMetatype {
  static var tileRows: Int { get }
  static var tileColumns: Int { get }

  static func pack(
    _ rows: Int, _ columns: Int, _ bytes: UnsafePointer<UInt8>, _ stride: Int,
    _ panels: UnsafeMutablePointer<UInt64>, _ room: Int, _ totals: UnsafeMutablePointer<UInt64>)
  static func multiplyPanels(
    _ rows: Int, _ columns: Int, _ depth: Int, _ room: Int,
    _ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>,
    _ result: UnsafeMutablePointer<Double>, _ stride: Int, _ lowerOnly: Bool,
    _ scratch: UnsafeMutablePointer<Double>)
}
