import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
#endif
#if canImport(KernelsAVX512)
  import KernelsAVX512
#endif

/// Kernels of sums over masks; described where they are defined, in Sources/Kernels.
protocol MaskKernelSet: SendableMetatype {
  static var groupSize: Int { get }

  static func squares(
    _ rows: Int, _ width: Int, _ channels: Int, _ channelStride: Int, _ signal: Float,
    _ query: UnsafePointer<Float>, _ images: UnsafePointer<Float>, _ cumulative: Bool,
    _ table: UnsafeMutablePointer<Float>)
  static func tabulate(
    _ rows: Int, _ width: Int, _ vectors: UnsafePointer<Float>, _ cumulative: Bool,
    _ table: UnsafeMutablePointer<Float>)

  static func absorb(
    _ nodeCount: Int, _ nodes: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ paired: Bool, _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>,
    _ penalty: UnsafePointer<Float>, _ values: UnsafePointer<Float>,
    _ rate: Float, _ margin: Float, _ best: UnsafeMutablePointer<Float>,
    _ weight: UnsafeMutablePointer<Float>, _ total: UnsafeMutablePointer<Float>)
  static func weigh(
    _ nodeCount: Int, _ nodes: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ paired: Bool, _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>,
    _ penalty: UnsafePointer<Float>, _ rate: Float, _ margin: Float,
    _ best: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>)
  static func spread(
    _ nodeCount: Int, _ nodes: UnsafePointer<Int32>, _ terms: UnsafePointer<Int32>,
    _ paired: Bool, _ table: UnsafePointer<Float>, _ slots: UnsafeMutablePointer<Float>,
    _ channels: Int, _ channelStride: Int, _ values: UnsafePointer<Float>,
    _ total: UnsafeMutablePointer<Float>)
}

/// The mask kernels of one instruction set.
struct MaskKernelTable: Sendable {
  let instructionSet: InstructionSet
  let set: any MaskKernelSet.Type

  /// The kernels of `InstructionSet.current`.
  static let current = MaskKernelTable(.current)

  /// The tables of all instruction sets that this processor has.
  static let available = InstructionSet.available.map(MaskKernelTable.init)

  init(_ instructionSet: InstructionSet) {
    self.instructionSet = instructionSet
    switch instructionSet {
    #if canImport(KernelsAVX2)
      case .avx2: set = KernelsAVX2.MaskKernels.self
    #endif
    #if canImport(KernelsAVX512)
      case .avx512: set = KernelsAVX512.MaskKernels.self
    #endif
    default: set = KernelsBaseline.MaskKernels.self
    }
  }
}

extension KernelsBaseline.MaskKernels: MaskKernelSet {}
#if canImport(KernelsAVX2)
  extension KernelsAVX2.MaskKernels: MaskKernelSet {}
#endif
#if canImport(KernelsAVX512)
  extension KernelsAVX512.MaskKernels: MaskKernelSet {}
#endif
