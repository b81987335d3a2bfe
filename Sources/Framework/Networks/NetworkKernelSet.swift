import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
#endif
#if canImport(KernelsAVX512)
  import KernelsAVX512
#endif

/// Kernels of trained networks; the functions are described where they are defined, in
/// Sources/Kernels.
protocol NetworkKernelSet: SendableMetatype {
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

/// What the layers of a network compute with.
struct NetworkEngine: Sendable {
  let table: KernelTable
  let kernels: any NetworkKernelSet.Type
  let pool: WorkPool

  init(table: KernelTable = .current, pool: WorkPool = .shared) {
    self.table = table
    self.pool = pool
    kernels = table.instructionSet.networkKernels
  }
}

extension InstructionSet {
  /// The network kernels of this instruction set; the simplest if they are not compiled in.
  var networkKernels: any NetworkKernelSet.Type {
    switch self {
    #if canImport(KernelsAVX2)
      case .avx2: KernelsAVX2.NetworkKernels.self
    #endif
    #if canImport(KernelsAVX512)
      case .avx512: KernelsAVX512.NetworkKernels.self
    #endif
    default: KernelsBaseline.NetworkKernels.self
    }
  }
}

extension KernelsBaseline.NetworkKernels: NetworkKernelSet {}
#if canImport(KernelsAVX2)
  extension KernelsAVX2.NetworkKernels: NetworkKernelSet {}
#endif
#if canImport(KernelsAVX512)
  extension KernelsAVX512.NetworkKernels: NetworkKernelSet {}
#endif
