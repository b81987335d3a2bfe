import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
#endif
#if canImport(KernelsAVX512)
  import KernelsAVX512
#endif

/// Kernels over windows of images in lanes; the functions are described where they are defined, in
/// Sources/Kernels.
protocol WindowKernelSet: SendableMetatype {
  static func differences(
    _ count: Int, _ channels: Int, _ factor: Float,
    _ query: UnsafePointer<Float>, _ queryStride: Int,
    _ images: UnsafePointer<Float>, _ imageStride: Int, _ result: UnsafeMutablePointer<Float>)
  static func sums(
    _ count: Int, _ size: Int, _ row: UnsafePointer<Float>,
    _ partial: UnsafeMutablePointer<Float>, _ result: UnsafeMutablePointer<Float>)
  static func add(
    _ count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>)

  static func accumulate(
    _ count: Int, _ channels: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ least: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>)
  static func weights(
    _ count: Int, _ scale: Float, _ margin: Float,
    _ distances: UnsafePointer<Float>, _ least: UnsafePointer<Float>,
    _ shares: UnsafePointer<Float>, _ weights: UnsafeMutablePointer<Float>
  ) -> Bool
  static func addWeighted(
    _ count: Int, _ channels: Int, _ weights: UnsafePointer<Float>,
    _ images: UnsafePointer<Float>, _ imageStride: Int,
    _ weighted: UnsafeMutablePointer<Float>, _ weightedStride: Int)
}

extension InstructionSet {
  /// The window kernels of this instruction set; the simplest if they are not compiled in.
  var windowKernels: any WindowKernelSet.Type {
    switch self {
    #if canImport(KernelsAVX2)
      case .avx2: KernelsAVX2.WindowKernels.self
    #endif
    #if canImport(KernelsAVX512)
      case .avx512: KernelsAVX512.WindowKernels.self
    #endif
    default: KernelsBaseline.WindowKernels.self
    }
  }
}

extension KernelsBaseline.WindowKernels: WindowKernelSet {}
#if canImport(KernelsAVX2)
  extension KernelsAVX2.WindowKernels: WindowKernelSet {}
#endif
#if canImport(KernelsAVX512)
  extension KernelsAVX512.WindowKernels: WindowKernelSet {}
#endif
