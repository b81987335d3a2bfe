import Foundation

/// The processor features that the numerical kernels are compiled for.
///
/// Results are bit-identical for any number of threads on one instruction set; between two sets
/// they differ by rounding.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// SSE2, which every x86-64 processor has.
  case baseline
  /// x86-64-v3: AVX2 with fused multiply-add.
  case avx2
  /// x86-64-v4: AVX-512 F, BW, CD, DQ and VL.
  case avx512
  /// The vector unit of every 64-bit ARM processor.
  case neon

  /// The sets that this processor has and this program was compiled for, slowest first.
  public static let available: [InstructionSet] = {
    #if arch(arm64)
      return [.neon]
    #elseif PLAIN_KERNELS
      return [.baseline]
    #else
      let features = ProcessorFeatures.current
      return allCases.filter { set in
        guard let needed = set.neededFeatures else { return false }
        return KernelTable.compiledSets.contains(set) && features.isSuperset(of: needed)
      }
    #endif
  }()

  /// Whether the kernels were built without the compiler flags of their instruction sets, as in a
  /// package that is used by version tag: they are then slow, never wrong.
  public static var hasPlainKernels: Bool {
    #if PLAIN_KERNELS
      true
    #else
      false
    #endif
  }

  /// The set in use: the one that LOCUS_ISA names, otherwise the fastest available.
  public static var current: InstructionSet { selection.set }

  /// Why the value of LOCUS_ISA is not in use; nil when it is, or when there is none.
  public static var selectionError: InstructionSetError? { selection.error }

  /// The set for an environment, from its variable LOCUS_ISA.
  ///
  /// - Throws: `InstructionSetError` if the variable names no set, or one that is not available.
  public static func choose(
    environment: [String: String]
  ) throws(InstructionSetError) -> InstructionSet {
    guard let name = environment["LOCUS_ISA"], !name.isEmpty else { return fastest }
    guard let set = InstructionSet(rawValue: name) else {
      throw InstructionSetError(name: name, isKnown: false)
    }
    guard available.contains(set) else { throw InstructionSetError(name: name, isKnown: true) }
    return set
  }

  private static var fastest: InstructionSet { available.last ?? .baseline }

  private static let selection: (set: InstructionSet, error: InstructionSetError?) = {
    do throws(InstructionSetError) {
      return (try choose(environment: ProcessInfo.processInfo.environment), nil)
    } catch {
      return (fastest, error)
    }
  }()

  /// The names of the features as /proc/cpuinfo writes them; nil for a set of another architecture.
  private var neededFeatures: Set<String>? {
    switch self {
    case .baseline: []
    case .avx2: ["avx2", "fma", "bmi1", "bmi2", "f16c", "movbe"]
    case .avx512:
      ["avx2", "fma", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]
    case .neon: nil
    }
  }
}

/// LOCUS_ISA names an instruction set that cannot be used.
public struct InstructionSetError: Error, Equatable, CustomStringConvertible {
  /// The value of the variable.
  public let name: String
  /// Whether the name is that of an instruction set at all.
  public let isKnown: Bool

  public var description: String {
    let names = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    let problem =
      isKnown
      ? "this machine or this build does not have the instruction set '\(name)'"
      : "'\(name)' is not an instruction set"
    return "LOCUS_ISA: \(problem); available here: \(names)"
  }
}
