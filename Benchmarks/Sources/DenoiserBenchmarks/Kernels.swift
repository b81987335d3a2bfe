import Framework
import PlainKernelsBaseline

#if canImport(PlainKernelsAVX2)
  import PlainKernelsAVX2
#endif
#if canImport(PlainKernelsAVX512)
  import PlainKernelsAVX512
#endif

/// The baselines' kernels; described where they are defined, in Sources/Kernels.
protocol PlainKernelSet: SendableMetatype {
  static func decode(count: Int, bytes: UnsafePointer<UInt8>, values: UnsafeMutablePointer<Float>)
  static func squares(
    count: Int, x: Float, signal: Float, images: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>)
  static func window(
    rows: Int, columns: Int, channels: Int, first: Int, stride: Int, plane: Int, signal: Float,
    query: UnsafePointer<Float>, images: UnsafePointer<Float>, result: UnsafeMutablePointer<Float>)
  static func total(
    rows: Int, columns: Int, stride: Int, weights: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>)
  static func addProduct(
    count: Int, weights: UnsafePointer<Float>, images: UnsafePointer<Float>,
    result: UnsafeMutablePointer<Float>)
  static func distances(
    count: Int, square: Float, signal: Float, squares: UnsafePointer<Float>,
    products: UnsafeMutablePointer<Float>)
  static func least(count: Int, _ values: UnsafePointer<Float>) -> Float
  static func logits(
    count: Int, least: Float, scale: Float, distances: UnsafePointer<Float>,
    logits: UnsafeMutablePointer<Float>)
  static func sum(count: Int, weights: UnsafePointer<Float>, values: UnsafePointer<Float>?) -> Float
  static func scale(count: Int, by factor: Float, _ values: UnsafeMutablePointer<Float>)
}

extension PlainKernelsBaseline.PlainKernels: PlainKernelSet {}
#if canImport(PlainKernelsAVX2)
  extension PlainKernelsAVX2.PlainKernels: PlainKernelSet {}
#endif
#if canImport(PlainKernelsAVX512)
  extension PlainKernelsAVX512.PlainKernels: PlainKernelSet {}
#endif

/// The baselines' kernels for the instruction set that the denoisers use.
let kernels: any PlainKernelSet.Type = {
  switch InstructionSet.current {
  #if canImport(PlainKernelsAVX2)
    case .avx2: PlainKernelsAVX2.PlainKernels.self
  #endif
  #if canImport(PlainKernelsAVX512)
    case .avx512: PlainKernelsAVX512.PlainKernels.self
  #endif
  default: PlainKernelsBaseline.PlainKernels.self
  }
}()

/// Numbers at a fixed address.
final class Memory<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// `count` elements, all zero bits.
  init(_ count: Int) {
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    base = memory.bindMemory(to: Element.self, capacity: max(1, count))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
