import Foundation
import Framework
import Testing

@testable import Runner

/// Runs against a network that is asked for each sample's class.
struct ClassConditionalRunTests {
  static let classes = [3, 0, 3, 9, 1]

  /// A transformer of ten classes for images of 16 × 16 × 3, with random weights.
  static let weights = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("NetworksTests/Fixtures/networks/dit/eps.safetensors").path

  private func run(_ changes: KeyValuePairs<String, JSON>) throws -> NpyArray {
    let sandbox = try Sandbox()
    var spec = Sandbox.spec([
      "dataset": ["name": "synthetic", "images": 40, "resolution": 16, "channels": 3],
      "samples": .integer(Self.classes.count), "save_arrays": true, "denoisers": ["wiener"],
    ])
    for (key, value) in changes { spec[key] = value }
    #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    let folder = sandbox.folder.appendingPathComponent("out/little/arrays")
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        .first { $0.hasPrefix("reference.") && !$0.hasSuffix(".xt.npy") })
    return try NpyArray(contentsOf: folder.appendingPathComponent(name))
  }

  /// Sample by sample the answers of the network that is asked for one class throughout.
  @Test func everySampleIsAnsweredForItsClass() throws {
    let mixed = try run([
      "classes_of_samples": .array(Self.classes.map { .integer($0) }),
      "reference": ["name": "unet", "weights": .string(Self.weights)],
    ])
    let (steps, size) = (mixed.shape[0], 3 * 16 * 16)
    var trajectories: [Int: NpyArray] = [:]
    for number in Set(Self.classes) {
      trajectories[number] = try run([
        "reference": [
          "name": "unet", "weights": .string(Self.weights), "class": .integer(number),
        ]
      ])
    }
    for (sample, number) in Self.classes.enumerated() {
      for step in 0..<steps {
        let start = (step * Self.classes.count + sample) * size
        func answer(_ array: NpyArray) -> [Float] { array.floats(in: start..<start + size) }
        #expect(answer(mixed) == answer(trajectories[number]!))
        let other = Self.classes.first { $0 != number }!
        #expect(answer(mixed) != answer(trajectories[other]!))
      }
    }
  }
}
