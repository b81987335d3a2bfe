import Foundation
import Framework
import Testing

@testable import Runner

@Suite struct PlatformTests {
  @Test func theProgramsOwnFileIsHashed() throws {
    let hash = try RunningProgram.hash()
    #expect(hash.count == 64 && hash.allSatisfy { "0123456789abcdef".contains($0) })
    let program = RunningProgram.file
    let bytes = try Data(contentsOf: program)
    #expect(bytes.count > 1000 && hash == SHA256.hash(bytes).hex)
    #expect(try RunningProgram.hash() == hash)
  }
}
