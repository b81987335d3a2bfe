import Testing

@testable import Framework

@Suite struct RegistryTests {
  /// The same name as `Gap`'s.
  struct Twin: Metric {
    static let name = "gap"
    static let summary = "Another metric of the same name"
    static let direction = MetricDirection.higherIsBetter
    init(_ parameters: NoParameters) throws {}
    func values(
      _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
    ) -> [Double] { [] }
  }

  @Test func namesAreUnique() throws {
    let error = try #require(throws: DuplicatePlugin.self) {
      try Registry("metrics", [Gap.self, GapSquared.self, Twin.self])
    }
    #expect(error == DuplicatePlugin(kind: "metrics", name: "gap"))
    #expect("\(error)" == "two metrics are called \"gap\"; give one of them another name")
    #expect(throws: error) { try SpecFixture.catalogue().adding(Twin.self) }
  }

  @Test func addingKeepsTheOriginal() throws {
    let small = try Catalogue(denoisers: [], datasets: [], schedules: [], metrics: [Gap.self])
    let larger = try small.adding(GapSquared.self).adding(Blur.self).adding(Dots.self)
    #expect(small.metrics.names == ["gap"] && small.denoisers.names.isEmpty)
    #expect(larger.metrics.names == ["gap", "gap-squared"])
    #expect(larger.denoisers.names == ["blur"] && larger.datasets.names == ["dots"])
    #expect(larger.denoisers["blur"]?.name == "blur" && larger.denoisers["gap"] == nil)
  }

  @Test func unknownNamesListTheKnownOnes() throws {
    #expect(
      try SpecFixture.messages(["denoisers": [["name": "blurr"]]]) == [
        "error: denoisers[0].name: there is no \"blurr\" among the denoisers; did you mean "
          + "\"blur\"? Known denoisers: blur, keyed"
      ])
    #expect(
      try SpecFixture.messages(["dataset": ["name": "mnist"]])
        == [
          "error: dataset.name: there is no \"mnist\" among the datasets; known datasets: dots"
        ])
    #expect(
      try SpecFixture.messages(["schedule": ["name": 3]])
        == [
          "error: schedule.name: expected the name of one of the schedules, found an integer 3"
        ])
    #expect(
      try SpecFixture.messages(["dataset": ["nam": "dots"]])
        == [
          "error: dataset: the required key \"name\" is missing; it names one of the datasets: dots"
        ])
  }
}
