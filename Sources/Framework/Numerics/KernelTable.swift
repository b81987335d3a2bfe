import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
#endif
#if canImport(KernelsAVX512)
  import KernelsAVX512
#endif

/// The kernels of one instruction set.
///
/// Everything numerical takes one, `current` unless a test asks for another.
public struct KernelTable: Sendable {
  /// The instruction set that the kernels are compiled for.
  public let instructionSet: InstructionSet
  let float: any MatrixKernelSet<Float>.Type
  let double: any MatrixKernelSet<Double>.Type
  let secular: any SecularKernelSet.Type
  let scan: any ScanKernelSet.Type
  let words: any WordKernelSet.Type

  /// The kernels of `InstructionSet.current`.
  public static let current = KernelTable(InstructionSet.current) ?? baseline

  /// The tables of all instruction sets that this processor has.
  public static let available = InstructionSet.available.compactMap { KernelTable($0) }

  /// The kernels of an instruction set; nil if they are not compiled into this program.
  public init?(_ set: InstructionSet) {
    guard let table = Self.compiled.first(where: { $0.instructionSet == set }) else { return nil }
    self = table
  }

  static var compiledSets: [InstructionSet] { compiled.map(\.instructionSet) }

  private init(
    _ set: InstructionSet, _ float: any MatrixKernelSet<Float>.Type,
    _ double: any MatrixKernelSet<Double>.Type,
    _ secular: any SecularKernelSet.Type, _ scan: any ScanKernelSet.Type,
    _ words: any WordKernelSet.Type
  ) {
    instructionSet = set
    self.float = float
    self.double = double
    self.secular = secular
    self.scan = scan
    self.words = words
  }

  private static var baseline: KernelTable { compiled[0] }

  private static let compiled: [KernelTable] = {
    #if arch(arm64)
      let simplest = InstructionSet.neon
    #else
      let simplest = InstructionSet.baseline
    #endif
    var tables = [
      KernelTable(
        simplest, KernelsBaseline.FloatKernels.self, KernelsBaseline.DoubleKernels.self,
        KernelsBaseline.SecularKernels.self, KernelsBaseline.ScanKernels.self,
        KernelsBaseline.WordKernels.self)
    ]
    #if canImport(KernelsAVX2)
      tables.append(
        KernelTable(
          .avx2, KernelsAVX2.FloatKernels.self, KernelsAVX2.DoubleKernels.self,
          KernelsAVX2.SecularKernels.self, KernelsAVX2.ScanKernels.self,
          KernelsAVX2.WordKernels.self))
    #endif
    #if canImport(KernelsAVX512)
      tables.append(
        KernelTable(
          .avx512, KernelsAVX512.FloatKernels.self, KernelsAVX512.DoubleKernels.self,
          KernelsAVX512.SecularKernels.self, KernelsAVX512.ScanKernels.self,
          KernelsAVX512.WordKernels.self))
    #endif
    return tables
  }()
}

extension KernelsBaseline.FloatKernels: MatrixKernelSet {}
extension KernelsBaseline.DoubleKernels: MatrixKernelSet {}
extension KernelsBaseline.SecularKernels: SecularKernelSet {}
extension KernelsBaseline.ScanKernels: ScanKernelSet {}
extension KernelsBaseline.WordKernels: WordKernelSet {}
#if canImport(KernelsAVX2)
  extension KernelsAVX2.FloatKernels: MatrixKernelSet {}
  extension KernelsAVX2.DoubleKernels: MatrixKernelSet {}
  extension KernelsAVX2.SecularKernels: SecularKernelSet {}
  extension KernelsAVX2.ScanKernels: ScanKernelSet {}
  extension KernelsAVX2.WordKernels: WordKernelSet {}
#endif
#if canImport(KernelsAVX512)
  extension KernelsAVX512.FloatKernels: MatrixKernelSet {}
  extension KernelsAVX512.DoubleKernels: MatrixKernelSet {}
  extension KernelsAVX512.SecularKernels: SecularKernelSet {}
  extension KernelsAVX512.ScanKernels: ScanKernelSet {}
  extension KernelsAVX512.WordKernels: WordKernelSet {}
#endif
