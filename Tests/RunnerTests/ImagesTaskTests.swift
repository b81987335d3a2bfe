import Datasets
import Foundation
import Framework
import Testing

@testable import Runner

/// The task `images`.
@Suite(.serialized) struct ImagesTaskTests {
  @Test func imagesAreWrittenAsTheDataSetHoldsThem() throws {
    let sandbox = try Sandbox()
    let spec: JSON = [
      "version": 1, "name": "little", "task": "images",
      "dataset": ["name": "synthetic", "images": ["sweep": [6, 9]], "resolution": 8],
    ]
    #expect(try sandbox.locus("run", try sandbox.write(spec)) == .done)
    for (run, count) in [("run0", 6), ("run1", 9)] {
      let folder = sandbox.folder.appendingPathComponent("out/little/\(run)")
      let images = try NpyArray(contentsOf: folder.appendingPathComponent("images.npy"))
      let labels = try NpyArray(contentsOf: folder.appendingPathComponent("labels.npy"))
      #expect(images.shape == [count, 1, 8, 8] && labels.shape == [count])
      let data = try Synthetic(.init(["images": .integer(count), "resolution": 8])).load(.train)
      #expect(try images.bytes() == data.images.packedBytes())
      #expect(try labels.integers() == data.labels)
    }
  }

  /// A plan says what would be written, with shapes.
  @Test func aPlanNamesTheArrays() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write([
      "version": 1, "name": "little", "task": "images",
      "dataset": ["name": "synthetic", "images": 6, "resolution": 8],
    ])
    let experiment = try Experiment.load(spec, catalogue: Catalogue.standard())
    let library = DataLibrary()
    let plan = try Plan(experiment, library: library)
    #expect(plan.units.isEmpty)
    #expect(
      try ImagesTask.outputs(of: plan, library: library) == [
        "images.npy: uint8 [6, 1, 8, 8]", "labels.npy: int64 [6]",
      ])
    #expect(try sandbox.locus("plan", spec) == .done)
  }
}
