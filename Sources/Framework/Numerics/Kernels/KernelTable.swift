import KernelsBaseline

#if canImport(KernelsAVX2)
  import KernelsAVX2
#endif
#if canImport(KernelsAVX512)
  import KernelsAVX512
#endif

/// The kernels of one instruction set: the one place where they are chosen.
///
/// Everything numerical takes one, `current` unless a test asks for another.
public struct KernelTable: Sendable {
  /// The instruction set that the kernels are compiled for.
  public let instructionSet: InstructionSet

  // Linear algebra.
  package let float: any MatrixKernelSet<Float>.Type
  package let double: any MatrixKernelSet<Double>.Type
  package let secular: any SecularKernelSet.Type
  package let words: any WordKernelSet.Type

  // Posteriors over images.
  package let scan: any ScanKernelSet.Type
  package let lanes: any LaneKernelSet.Type
  package let places: any PlaceKernelSet.Type
  package let shifts: any ShiftKernelSet.Type
  package let masks: any MaskKernelSet.Type

  // Trained networks.
  package let networks: any NetworkKernelSet.Type

}

// MARK: - Choice

extension KernelTable {
  /// The kernels of `InstructionSet.current`.
  public static let current = KernelTable(InstructionSet.current) ?? compiled[0]

  /// The tables of all instruction sets that this processor has.
  public static let available = InstructionSet.available.compactMap { KernelTable($0) }

  /// The kernels of an instruction set; nil if they are not compiled into this program.
  public init?(_ set: InstructionSet) {
    guard let table = Self.compiled.first(where: { $0.instructionSet == set }) else { return nil }
    self = table
  }

  static var compiledSets: [InstructionSet] { compiled.map(\.instructionSet) }

  private static let compiled: [KernelTable] = {
    #if arch(arm64)
      var tables = [KernelTable(baselineFor: .neon)]
    #else
      var tables = [KernelTable(baselineFor: .baseline)]
    #endif
    #if canImport(KernelsAVX2)
      tables.append(avx2)
    #endif
    #if canImport(KernelsAVX512)
      tables.append(avx512)
    #endif
    return tables
  }()
}

// MARK: - Baseline

extension KernelTable {
  private init(baselineFor set: InstructionSet) {
    self.init(
      instructionSet: set,
      float: KernelsBaseline.FloatKernels.self, double: KernelsBaseline.DoubleKernels.self,
      secular: KernelsBaseline.SecularKernels.self, words: KernelsBaseline.WordKernels.self,
      scan: KernelsBaseline.ScanKernels.self, lanes: KernelsBaseline.LaneKernels.self,
      places: KernelsBaseline.PlaceKernels.self, shifts: KernelsBaseline.ShiftKernels.self,
      masks: KernelsBaseline.MaskKernels.self, networks: KernelsBaseline.NetworkKernels.self)
  }
}

extension KernelsBaseline.FloatKernels: MatrixKernelSet {}
extension KernelsBaseline.DoubleKernels: MatrixKernelSet {}
extension KernelsBaseline.SecularKernels: SecularKernelSet {}
extension KernelsBaseline.WordKernels: WordKernelSet {}
extension KernelsBaseline.ScanKernels: ScanKernelSet {}
extension KernelsBaseline.LaneKernels: LaneKernelSet {}
extension KernelsBaseline.PlaceKernels: PlaceKernelSet {}
extension KernelsBaseline.ShiftKernels: ShiftKernelSet {}
extension KernelsBaseline.MaskKernels: MaskKernelSet {}
extension KernelsBaseline.NetworkKernels: NetworkKernelSet {}

// MARK: - AVX2

#if canImport(KernelsAVX2)
  extension KernelTable {
    private static var avx2: KernelTable {
      KernelTable(
        instructionSet: .avx2,
        float: KernelsAVX2.FloatKernels.self, double: KernelsAVX2.DoubleKernels.self,
        secular: KernelsAVX2.SecularKernels.self, words: KernelsAVX2.WordKernels.self,
        scan: KernelsAVX2.ScanKernels.self, lanes: KernelsAVX2.LaneKernels.self,
        places: KernelsAVX2.PlaceKernels.self, shifts: KernelsAVX2.ShiftKernels.self,
        masks: KernelsAVX2.MaskKernels.self, networks: KernelsAVX2.NetworkKernels.self)
    }
  }

  extension KernelsAVX2.FloatKernels: MatrixKernelSet {}
  extension KernelsAVX2.DoubleKernels: MatrixKernelSet {}
  extension KernelsAVX2.SecularKernels: SecularKernelSet {}
  extension KernelsAVX2.WordKernels: WordKernelSet {}
  extension KernelsAVX2.ScanKernels: ScanKernelSet {}
  extension KernelsAVX2.LaneKernels: LaneKernelSet {}
  extension KernelsAVX2.PlaceKernels: PlaceKernelSet {}
  extension KernelsAVX2.ShiftKernels: ShiftKernelSet {}
  extension KernelsAVX2.MaskKernels: MaskKernelSet {}
  extension KernelsAVX2.NetworkKernels: NetworkKernelSet {}
#endif

// MARK: - AVX-512

#if canImport(KernelsAVX512)
  extension KernelTable {
    private static var avx512: KernelTable {
      KernelTable(
        instructionSet: .avx512,
        float: KernelsAVX512.FloatKernels.self, double: KernelsAVX512.DoubleKernels.self,
        secular: KernelsAVX512.SecularKernels.self, words: KernelsAVX512.WordKernels.self,
        scan: KernelsAVX512.ScanKernels.self, lanes: KernelsAVX512.LaneKernels.self,
        places: KernelsAVX512.PlaceKernels.self, shifts: KernelsAVX512.ShiftKernels.self,
        masks: KernelsAVX512.MaskKernels.self, networks: KernelsAVX512.NetworkKernels.self)
    }
  }

  extension KernelsAVX512.FloatKernels: MatrixKernelSet {}
  extension KernelsAVX512.DoubleKernels: MatrixKernelSet {}
  extension KernelsAVX512.SecularKernels: SecularKernelSet {}
  extension KernelsAVX512.WordKernels: WordKernelSet {}
  extension KernelsAVX512.ScanKernels: ScanKernelSet {}
  extension KernelsAVX512.LaneKernels: LaneKernelSet {}
  extension KernelsAVX512.PlaceKernels: PlaceKernelSet {}
  extension KernelsAVX512.ShiftKernels: ShiftKernelSet {}
  extension KernelsAVX512.MaskKernels: MaskKernelSet {}
  extension KernelsAVX512.NetworkKernels: NetworkKernelSet {}
#endif
