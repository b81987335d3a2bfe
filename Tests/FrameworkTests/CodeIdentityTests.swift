import Foundation
import Testing

@testable import Framework

/// Plugins that come with Locus are known by their version, all others by the program.
@Suite struct CodeIdentityTests {
  struct Foreign: Metric {
    static let name = "foreign"
    static let summary = "A metric of somebody else"
    static let algorithmVersion = 3
    static let direction = MetricDirection.higherIsBetter
    init(_ parameters: NoParameters) throws {}
    func values(
      _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
    ) -> [Double] { [] }
  }

  @Test func anEditedProgramIsAnotherIdentity() {
    #expect(!CodeIdentity.isKnownByVersion(Foreign.self))
    let one = CodeIdentity.of(Foreign.self, program: { "1" })
    #expect(one == ["version": 3, "program": "1"])
    #expect(one != CodeIdentity.of(Foreign.self, program: { "2" }))
  }

  @Test func aVersionIsEnoughForLocus() {
    #expect(CodeIdentity.isKnownByVersion(Cosine.self))
    #expect(
      CodeIdentity.of(Cosine.self, program: { "1" })
        == CodeIdentity.of(Cosine.self, program: { "2" }))
  }

  @Test func theProgramIsHashed() throws {
    #expect(try RunningProgram.hash().count == 64)
    #expect(try RunningProgram.hash() == RunningProgram.hash())
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (a, b) = (folder.appendingPathComponent("a"), folder.appendingPathComponent("b"))
    try Data("one".utf8).write(to: a)
    try Data("two".utf8).write(to: b)
    let before = try RunningProgram.hash(of: [a, b])
    try Data("tow".utf8).write(to: b)
    #expect(try RunningProgram.hash(of: [a, b]) != before)
  }
}
