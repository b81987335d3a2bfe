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
    static let direction = MetricDirection.lowerIsBetter

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

  /// How bright every estimate is: a task of its own, with a key of its own.
  struct Brightness: ModelTask {
    static let name = "brightness"
    static let summary = "Mean of every estimate along each denoiser's reverse process"
    static let keys = TaskKeys(takes: [.schedule, .samples, .noise], needs: [.denoisers])

    struct Parameters: ParameterSet {
      @Parameter("What counts as black.", in: -1...1)
      var black = -1.0
      init() {}
    }

    let black: Double

    init(_ parameters: Parameters) throws { black = parameters.black }

    func valueNames(of spec: RunSpec) -> [String] { ["brightness"] }

    func answer(_ unit: UnitQuestion) throws -> UnitAnswer {
      let means = try unit.answers().estimates.map { estimates in
        (0..<estimates.count).map { image in
          estimates[image].reduce(0) { $0 + Double($1) - black } / Double(estimates.shape.count)
        }
      }
      return UnitAnswer(values: ["brightness": means])
    }
  }

  func catalogue() throws -> Catalogue {
    try Catalogue.standard().adding(ShiftedMean.self).adding(Bias.self).adding(Brightness.self)
  }

  /// One type and one line in a catalogue: the reader, the runner, `list`, `describe`, `schema` and
  /// `export` know the task, and its units are recorded and resumed.
  @Test func aTaskIsAPluginToo() throws {
    let catalogue = try catalogue()
    let sandbox = try Sandbox()
    let json: JSON = [
      "version": 1, "name": "bright", "task": "brightness", "black": 0, "samples": 10,
      "dataset": ["name": "synthetic", "images": 20, "resolution": 8],
      "schedule": ["name": "ddpm-linear", "steps": 2],
      "denoisers": [["name": "shifted-mean", "shift_by": ["sweep": [0, 0.25]]]],
    ]
    let spec = try sandbox.write(json)
    for command in ["validate", "plan", "run"] {
      #expect(try sandbox.locus(command, spec, catalogue: catalogue) == .done, "\(command)")
    }
    let table = try sandbox.table("out/bright/samples.csv")
    #expect(table.rows.count == 2 * 10 * 2)
    let values = zip(table.column("param.shift_by")!, table.column("value")!)
    let brightness = Dictionary(grouping: values) { $0.0 }.mapValues { Set($0.map(\.1)) }
    let (plain, shifted) = (brightness["0"]!, brightness["0.25"]!)
    #expect(plain.count == 1 && shifted.count == 1)
    #expect(abs(Double(shifted.first!)! - Double(plain.first!)! - 0.25) < 1e-6)
    // Recorded units are found again, by another run and by an export.
    let units = try sandbox.files("out/bright/units")
    #expect(try sandbox.locus("run", spec, catalogue: catalogue) == .done)
    #expect(try sandbox.files("out/bright/units") == units)
    #expect(
      try sandbox.locus("export", sandbox.path("out/bright"), catalogue: catalogue) == .done)
    #expect(try sandbox.locus("export", sandbox.path("out/bright")) != .done)
    // Its key is part of the units' identity, and no other task takes it.
    #expect(
      try sandbox.locus("run", spec, "black=0.5", "--force", catalogue: catalogue) == .done)
    #expect(try sandbox.files("out/bright/units").count == 2 * units.count)
    #expect(try sandbox.locus("validate", spec, "task=generate", catalogue: catalogue) != .done)
    #expect(try sandbox.locus("validate", spec, "metrics=[mse]", catalogue: catalogue) != .done)
    #expect(try sandbox.locus("validate", spec) == .invalidSpec)
    #expect(try sandbox.locus("describe", "brightness", catalogue: catalogue) == .done)
    #expect(catalogue.schema.prettyText().contains("What counts as black."))
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
