import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
#endif
#if canImport(KernelsAVX512)
  import KernelsAVX512
#endif

/// Kernels that lay images side by side; described where they are defined, in Sources/Kernels.
protocol LaneKernelSet: SendableMetatype {
  static var count: Int { get }

  static func spread(
    _ images: Int, _ elements: Int, _ source: UnsafePointer<Float>, _ stride: Int,
    _ fill: Float, _ lanes: UnsafeMutablePointer<Float>)
  static func interleave(
    _ images: Int, _ elements: Int, _ source: UnsafePointer<UInt8>, _ stride: Int,
    _ lanes: UnsafeMutablePointer<UInt8>, _ scratch: UnsafeMutablePointer<UInt8>)
  static func widen(
    _ images: Int, _ elements: Int, _ bytes: UnsafePointer<UInt8>, _ fill: Float,
    _ lanes: UnsafeMutablePointer<Float>)
}

extension InstructionSet {
  /// The lane kernels of this instruction set; the simplest if they are not compiled in.
  var laneKernels: any LaneKernelSet.Type {
    switch self {
    #if canImport(KernelsAVX2)
      case .avx2: KernelsAVX2.LaneKernels.self
    #endif
    #if canImport(KernelsAVX512)
      case .avx512: KernelsAVX512.LaneKernels.self
    #endif
    default: KernelsBaseline.LaneKernels.self
    }
  }
}

extension KernelsBaseline.LaneKernels: LaneKernelSet {}
#if canImport(KernelsAVX2)
  extension KernelsAVX2.LaneKernels: LaneKernelSet {}
#endif
#if canImport(KernelsAVX512)
  extension KernelsAVX512.LaneKernels: LaneKernelSet {}
#endif
