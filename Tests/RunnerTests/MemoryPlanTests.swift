import Foundation
import Framework
import Testing

@testable import Runner

/// What `locus plan` foretells of a whole run. That runs take so much is measured by
/// `Benchmarks/measure_memory.py`, and for large data by `MemoryTests`.
@Suite struct MemoryPlanTests {
  /// Images of 256 numbers.
  private static let images = 400
  private static let matrix = 256 * 256 * 8
  private static let groups = 416 * 256

  private func plan(
    _ denoisers: JSON, _ changes: KeyValuePairs<String, JSON> = [:], threads: Int = 2
  ) throws -> MemoryPlan {
    let sandbox = try Sandbox()
    var spec: JSON = [
      "version": 1, "name": "little", "task": "generate",
      "dataset": ["name": "synthetic", "images": .integer(Self.images), "resolution": 16],
      "schedule": ["name": "ddpm-linear", "steps": 3], "samples": 8, "denoisers": denoisers,
    ]
    for (key, value) in changes { spec[key] = value }
    let experiment = try Experiment.load(
      try sandbox.write(spec), catalogue: Catalogue.standard())
    let library = DataLibrary()
    return try MemoryPlan(
      try Plan(experiment, library: library), library: library, threads: threads)
  }

  @Test func theProgramAndTheDataAreCounted() throws {
    let plan = try plan(["nearest"])
    #expect(plan.models == 0 && plan.data == Self.images * 256)
    #expect(plan.peak == MemoryPlan.program + plan.data)
  }

  /// What several denoisers share counts once, and is taken before what they take themselves.
  @Test func sharedMemoryCountsOnce() throws {
    let fitting = 19 * Self.matrix / 4
    let ls: JSON = ["name": "kamb-ls", "scales": 3]
    let lsOfOthers: JSON = ["name": "kamb-ls", "label": "wide", "scales": 5]
    #expect(try plan(["wiener"]).models == fitting)
    #expect(try plan(["wiener", ["name": "wiener", "label": "w", "rank": 9]]).models == fitting)
    #expect(try plan([ls]).models == Self.groups)
    #expect(try plan([ls, lsOfOthers]).models == Self.groups)
    // With units for both threads they are fitted one after the other: groups stay, then the
    // spectrum is computed.
    #expect(try plan([ls, "wiener"], ["samples": 16]).models == Self.groups + fitting)
    #expect(try plan(["wiener", ls], ["samples": 16]).models == fitting)
  }

  /// Models that stand side by side are added up, others are not; those of later runs come on top of
  /// what earlier ones share.
  @Test func modelsThatStandSideBySideAreAddedUp() throws {
    let few: JSON = ["name": "local-wiener", "images": 20]
    let more: JSON = ["name": "local-wiener", "label": "more", "images": 90]
    let one = try plan([few]).models
    #expect(one > 0)
    #expect(try plan([few, more]).models == 2 * one)
    #expect(try plan([few, more], ["samples": 16]).models == one)
    #expect(try plan([few, more], threads: 1).models == one)
    let limit: JSON = [
      "name": "synthetic", "images": .integer(Self.images), "resolution": 16,
      "limit": ["sweep": [320, 400]],
    ]
    let runs = try plan([["name": "kamb-ls", "scales": 3]], ["dataset": limit])
    #expect(runs.models == 320 * 256 + Self.groups)
    // The first images are those of both.
    #expect(runs.data == Self.images * 256)
  }

  /// A model that is fitted to classes apart holds their images and what is shared for each.
  @Test func classesAreFittedApart() throws {
    let classes: KeyValuePairs<String, JSON> = [
      "classes_of_samples": [0, 1, 0, 1, 0, 1, 0, 1], "within_class": true,
    ]
    let plan = try plan(["wiener"], classes)
    #expect(plan.models == 2 * 19 * Self.matrix / 4)
    #expect(plan.data > Self.images * 256)
  }

  // MARK: Time

  private static func record(_ seconds: [Double], fit: Double = 0) -> UnitRecord {
    var record = UnitRecord(id: "", samples: 0..<8)
    record.processor = ProcessorSeconds(denoise: seconds, fit: fit)
    return record
  }

  @Test func timeFollowsFromFinishedUnits() throws {
    let known = TimePlan.Model(
      label: "a", left: 10,
      finished: [Self.record([1, 2], fit: 4), Self.record([2, 2]), Self.record([2, 3])])
    let unknown = TimePlan.Model(label: "b", left: 1, finished: [])
    let done = TimePlan.Model(label: "c", left: 0, finished: [Self.record([100])])
    let time = TimePlan([known, done], threads: 2)
    #expect(time.seconds == 15...27 && time.unknown.isEmpty)
    #expect(
      time.sentence(threads: 2)
        == "What is left takes 15.0 s to 27.0 s on 2 threads, by the processor time of finished "
        + "units.")
    let part = TimePlan([known, unknown], threads: 1)
    #expect(part.seconds == 30...54 && part.unknown == ["b"])
    #expect(part.sentence(threads: 1)?.hasSuffix("; that of b is not known yet.") == true)
    #expect(
      TimePlan([unknown], threads: 1).sentence(threads: 1)
        == "How long it takes is known once units are finished.")
    #expect(TimePlan([done], threads: 1).sentence(threads: 1) == nil)
  }
}
