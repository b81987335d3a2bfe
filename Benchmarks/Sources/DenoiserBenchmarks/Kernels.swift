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
  static func decode(
    _ count: Int, _ bytes: UnsafePointer<UInt8>, _ values: UnsafeMutablePointer<Float>)
  static func squares(
    _ count: Int, _ x: Float, _ signal: Float, _ images: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>)
  static func window(
    _ rows: Int, _ columns: Int, _ channels: Int, _ first: Int, _ stride: Int, _ plane: Int,
    _ signal: Float, _ query: UnsafePointer<Float>, _ images: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>)
  static func total(
    _ rows: Int, _ columns: Int, _ stride: Int, _ weights: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>)
  static func addProduct(
    _ count: Int, _ weights: UnsafePointer<Float>, _ images: UnsafePointer<Float>,
    _ result: UnsafeMutablePointer<Float>)
  static func distances(
    _ count: Int, _ square: Float, _ signal: Float, _ squares: UnsafePointer<Float>,
    _ products: UnsafeMutablePointer<Float>)
  static func least(_ count: Int, _ values: UnsafePointer<Float>) -> Float
  static func logits(
    _ count: Int, _ least: Float, _ scale: Float, _ distances: UnsafePointer<Float>,
    _ logits: UnsafeMutablePointer<Float>)
  static func sum(
    _ count: Int, _ weights: UnsafePointer<Float>, _ values: UnsafePointer<Float>?
  ) -> Float
  static func scale(
    _ count: Int, _ factor: Float, _ values: UnsafeMutablePointer<Float>)
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
