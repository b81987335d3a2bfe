import Foundation
import Framework
import Runner
import Testing

/// A plugin is one type and one entry in a catalogue: everything else follows from its declaration.
@Suite(.serialized)
struct AddingPluginTests {
  /// Answers the data's mean, moved by a parameter.
  struct ShiftedMean: Denoiser {
    static let name = "shifted-mean"
    static let summary = "The mean of the training images plus a constant"

    struct Parameters: ParameterSet {
      @Parameter("Added to every number.", in: -2...2)
      var shiftBy = 0.0
      init() {}
    }

    let answer: [Float]

    init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
      answer = training.moments(ddof: 1).mean.map { Float($0 + parameters.shiftBy) }
    }

    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
      ImageBatch(
        shape: noisy.shape, values: (0..<noisy.count).flatMap { _ in answer },
        firstSample: noisy.firstSample)
    }
  }

  /// The absolute value of the mean difference.
  struct Bias: Metric {
    static let name = "bias"
    static let summary = "Absolute mean difference of candidate and reference"
    static let higherIsBetter = false

    init(_ parameters: NoParameters) throws {}

    func values(
      _ candidate: ImageBatch, against reference: ImageBatch, training: TrainingSet
    ) -> [Double] {
      (0..<candidate.count).map { image in
        let pairs = zip(candidate[image], reference[image])
        return abs(pairs.reduce(0) { $0 + Double($1.0) - Double($1.1) })
          / Double(candidate.shape.count)
      }
    }
  }

  func catalogue() throws -> Catalogue {
    try Catalogue.standard().adding(ShiftedMean.self).adding(Bias.self)
  }

  @Test func aSpecMayUseThem() throws {
    let sandbox = try Sandbox()
    let denoisers: JSON = [
      ["name": "shifted-mean", "shift_by": ["sweep": [0, 0.25]]],
      ["name": "shifted-mean", "shift_by": -0.5, "label": "below"],
      ["name": "optimal"],
    ]
    let spec = try sandbox.write(
      Sandbox.spec([
        "reference": ["name": "shifted-mean"], "denoisers": denoisers, "metrics": ["bias", "mse"],
      ]))
    #expect(try sandbox.locus("run", spec, catalogue: catalogue()) == .done)
    let samples = try sandbox.table("out/little/samples.csv")
    // Four variants, 20 samples, 3 steps, 2 metrics.
    #expect(samples.rows.count == 4 * 20 * 3 * 2)
    #expect(samples.column("status")!.allSatisfy { $0 == "ok" })
    let shifts = [
      "shifted-mean[shift_by=0]": 0, "shifted-mean[shift_by=0.25]": 0.25, "below": -0.5,
    ]
    let names = ["variant", "metric", "value", "param.shift_by"].map {
      samples.columns.firstIndex(of: $0)!
    }
    var seen: Set<String> = []
    for row in samples.rows {
      guard let shift = shifts[row[names[0]]] else { continue }
      seen.insert(row[names[0]])
      let value = try #require(Double(row[names[2]]))
      #expect(abs(value - (row[names[1]] == "bias" ? abs(shift) : shift * shift)) < 1e-6)
      #expect(Double(row[names[3]]) == shift)
    }
    #expect(seen.count == 3)
    let summary = try sandbox.table("out/little/summary.csv")
    for (metric, direction) in zip(summary.column("metric")!, summary.column("direction")!) {
      #expect(direction == "lower_is_better", "\(metric)")
    }
  }

  @Test func theirParametersAreChecked() throws {
    let sandbox = try Sandbox()
    for entry: JSON in [
      ["name": "shifted-mean", "shift_by": 3], ["name": "shifted-mean", "shift": 1],
    ] {
      let spec = try sandbox.write(Sandbox.spec(["denoisers": [entry]]))
      #expect(try sandbox.locus("validate", spec, catalogue: catalogue()) == .invalidSpec)
    }
    let right: JSON = ["name": "shifted-mean", "shift_by": 2]
    let spec = try sandbox.write(Sandbox.spec(["denoisers": [right]]))
    #expect(try sandbox.locus("validate", spec, catalogue: catalogue()) == .done)
    #expect(try sandbox.locus("validate", spec) == .invalidSpec)
  }

  @Test func theyAreListedAndDescribed() throws {
    let catalogue = try catalogue()
    #expect(catalogue.denoisers.names.last == "shifted-mean")
    #expect(catalogue.metrics.names.last == "bias")
    #expect(catalogue.datasets.names == (try Catalogue.standard().datasets.names))
    let schema = catalogue.schema.prettyText()
    for part in ["shifted-mean", "shift_by", "Added to every number.", "bias"] {
      #expect(schema.contains(part), "\(part)")
    }
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("describe", "shifted-mean", catalogue: catalogue) == .done)
    #expect(try sandbox.locus("describe", "shifted-mean") != .done)
  }

  @Test func aNameIsTakenOnce() throws {
    let catalogue = try catalogue()
    let error = #expect(throws: DuplicatePlugin.self) { try catalogue.adding(ShiftedMean.self) }
    #expect(
      error?.description
        == "two denoisers are called \"shifted-mean\"; give one of them another name")
  }
}
