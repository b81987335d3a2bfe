import Denoisers
import Foundation
import Framework
import Testing

/// Denoisers that read the class of each sample, or hold it.
@Suite(.serialized)
struct SampleClassDenoiserTests {
  static let training = ProcessDenoiserTests.training
  static let level = ProcessDenoiserTests.level

  static func noisy(_ classes: [Int]?) -> ImageBatch {
    var noisy = ProcessDenoiserTests.noisy
    noisy.classes = classes
    return noisy
  }

  @Test func partsOfABatchKnowTheirClasses() {
    let noisy = Self.noisy([2, 2, 0, 2])
    #expect(noisy[1..<3].classes == [2, 0])
    let parts = noisy.partsOfOneClass
    #expect(parts.map(\.class) == [2, 0, 2])
    #expect(parts.map(\.images.count) == [2, 1, 1])
    #expect(parts.map(\.images.firstSample) == [16, 18, 19])
    #expect(parts.flatMap(\.images.values) == noisy.values)
    #expect(Self.noisy(nil).partsOfOneClass.map(\.class) == [nil])
    #expect(Self.noisy([1, 1, 1, 1]).partsOfOneClass.count == 1)
  }

  private func process(_ what: String, takesClasses: Bool) throws -> ProcessDenoiser {
    try ProcessDenoiser(
      .init([
        "command": ChildFixture.command(what), "takes_classes": .bool(takesClasses), "timeout": 20,
      ]), fittedTo: Self.training)
  }

  @Test(.enabled(if: ChildFixture.isAvailable)) func aProgramIsToldTheClasses() throws {
    let model = try process("takes classes", takesClasses: true)
    let answer = try model.denoise(Self.noisy([3, 0, 7, 7]), at: Self.level)
    #expect(answer.values == [3, 0, 7, 7].flatMap { [Float](repeating: $0, count: 6) })
    // Without classes, or for a program that takes none, the request is the old one.
    for (takes, classes) in [(true, nil), (false, [3, 0, 7, 7])] as [(Bool, [Int]?)] {
      let model = try process("takes classes", takesClasses: takes)
      let answer = try model.denoise(Self.noisy(classes), at: Self.level)
      #expect(answer.values.allSatisfy { $0 == -1 })
    }
  }

  @Test(.enabled(if: ChildFixture.isAvailable)) func aProgramThatDoesNotKnowOfClassesIsToldApart()
    throws
  {
    let model = try process("shrink", takesClasses: true)
    #expect(try model.denoise(Self.noisy(nil), at: Self.level).count == 4)
    let error = #expect(throws: (any Error).self) {
      try model.denoise(Self.noisy([3, 0, 7, 7]), at: Self.level)
    }
    let text = "\(try #require(error))"
    #expect(text.contains("answered without repeating the \"classes\""), "\(text)")
    #expect(text.contains(#"{"classes":[3,0,7,7],"shape":[4,1,2,3]}"#), "\(text)")
  }

  @Test func aRecordingHoldsItsClasses() throws {
    let recording = try RecordedTests.Recording()
    let parameters = try recording.parameters
    #expect(try Recorded.ownClasses(parameters) == nil)
    try Recorded.check(parameters, classes: [5, 5, 5])
    #expect(try Recorded.remarks(parameters, classes: [5, 5, 5])[0].contains("(classes.npy)"))
    #expect(try Recorded.remarks(parameters, classes: nil).isEmpty)
    let file = recording.folder.appendingPathComponent("classes.npy")
    try NpyArray([4, 0, 2], shape: [3]).write(to: file)
    #expect(try Recorded.ownClasses(parameters) == [4, 0, 2])
    #expect(try Recorded.remarks(parameters, classes: [4, 0]).isEmpty)
    #expect(try Recorded.remarks(parameters, classes: nil)[0].contains("is \"recorded\""))
    try Recorded.check(parameters, classes: [4, 0])
    try Recorded.check(parameters, classes: nil)
    let error = #expect(throws: FormatError.self) {
      try Recorded.check(parameters, classes: [4, 1])
    }
    #expect(error?.problem.hasPrefix("sample 1 was recorded with the class 0, and") == true)
    try NpyArray([0.5, 1] as [Float], shape: [2]).write(to: file)
    let broken = #expect(throws: FormatError.self) { try Recorded.ownClasses(parameters) }
    #expect(broken?.problem == "the class of sample 0 is 0.5")
    try NpyArray([0, 1, 1, 0], shape: [2, 2]).write(to: file)
    #expect(throws: FormatError.self) { try Recorded.ownClasses(parameters) }
  }

  @Test func aSwitchUsesClassesAsItsEntriesDo() throws {
    let catalogue = try Catalogue(
      denoisers: BuiltInDenoisers.all, datasets: [], schedules: [], metrics: [])
    func use(_ low: JSON) throws -> ClassUse {
      try Switch.classUse(
        .init(["entries": [["name": "wiener", "above": 1], low]], catalogue: catalogue))
    }
    #expect(try use("optimal") == .fitted)
    let process: JSON = ["name": "process", "command": ["cat"], "takes_classes": true]
    #expect(try use(process) == [.fitted, .asked])
  }
}
