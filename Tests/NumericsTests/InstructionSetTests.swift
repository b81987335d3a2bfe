import TestSupport
import Testing

@testable import LocusNumerics

struct InstructionSetTests {
  @Test func theFastestIsChosenWithoutVariable() throws {
    #expect(try InstructionSet.choose(environment: [:]) == InstructionSet.available.last)
    #expect(
      try InstructionSet.choose(environment: ["LOCUS_ISA": ""]) == InstructionSet.available.last)
  }

  @Test(arguments: InstructionSet.available)
  func theVariableForcesASet(set: InstructionSet) throws {
    #expect(try InstructionSet.choose(environment: ["LOCUS_ISA": set.rawValue]) == set)
  }

  @Test func anUnknownNameIsAnError() {
    let error = #expect(throws: InstructionSetError.self) {
      try InstructionSet.choose(environment: ["LOCUS_ISA": "mmx"])
    }
    #expect(error?.isKnown == false)
    #expect(error?.description.contains("'mmx' is not an instruction set") == true)
    #expect(error?.description.contains(InstructionSet.available[0].rawValue) == true)
  }

  @Test func anUnavailableSetIsAnError() throws {
    let missing = try #require(
      InstructionSet.allCases.first { !InstructionSet.available.contains($0) })
    let error = #expect(throws: InstructionSetError.self) {
      try InstructionSet.choose(environment: ["LOCUS_ISA": missing.rawValue])
    }
    #expect(error?.isKnown == true)
  }

  @Test func everyAvailableSetHasKernels() {
    #expect(KernelTable.available.map(\.instructionSet) == InstructionSet.available)
    #expect(!InstructionSet.available.isEmpty)
  }

  #if !arch(arm64)
    @Test func flagsAreReadFromTheFirstFlagsLine() {
      let text = """
        processor\t: 0
        flags\t\t: fpu sse2 avx2 fma
        bugs\t\t: avx512f
        flags\t\t: other
        """
      let flags = ProcessorFeatures.flags(inProcessorInformation: text)
      #expect(flags == ["fpu", "sse2", "avx2", "fma"])
      #expect(ProcessorFeatures.flags(inProcessorInformation: "no such line").isEmpty)
    }
  #endif
}
