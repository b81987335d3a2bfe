import Framework

/// The images that a run's units keep, sample by sample: estimates of every step and noisy images.
struct RunImages: Sendable {
  let run: ResultIndex.Run
  /// The samples that are shown, the first ones.
  let samples: Range<Int>
  private let results: Results
  /// Arrays by model and name, one for each unit with the first sample of it.
  private let arrays: [String: [(first: Int, array: NpyArray)]]
  /// What could not be read.
  let remarks: [String]

  /// Reads the arrays of the units that hold the samples.
  ///
  /// - Parameters:
  ///   - samples: how many samples are wanted.
  ///   - steps: whether noisy images are wanted too.
  init(_ results: Results, _ run: ResultIndex.Run, samples: Int, withNoisy: Bool) {
    self.run = run
    self.results = results
    self.samples = 0..<min(samples, run.samples)
    var arrays: [String: [(first: Int, array: NpyArray)]] = [:]
    var remarks: [String] = []
    let names =
      [KeptArray.estimates, KeptArray.reference] + (withNoisy ? [KeptArray.noisy] : [])
    for model in run.models {
      for unit in model.units where unit.samples.lowerBound < self.samples.upperBound {
        guard let record = results.finished(unit, of: model) else { continue }
        for name in names where record.arrays[name] != nil {
          do {
            arrays[Self.key(model, name), default: []].append(
              (unit.samples.lowerBound, try results.folder.array(name, of: record)))
          } catch {
            remarks.append("images of \(ReportWords.label(model.label)) are left out: \(error)")
          }
        }
      }
    }
    self.arrays = arrays
    self.remarks = remarks
  }

  private static func key(_ model: ResultIndex.Model, _ name: String) -> String {
    "\(model.isReference ? "reference " : "variant ")\(name) \(model.label)"
  }

  func holds(_ model: ResultIndex.Model, _ name: String = KeptArray.estimates) -> Bool {
    arrays[Self.key(model, name)] != nil
  }

  /// An image of a model, [c, h, w]; nil where there is none.
  func image(
    _ model: ResultIndex.Model, _ name: String = KeptArray.estimates, sample: Int, step: Int
  ) -> ArraySlice<Float>? {
    let found = arrays[Self.key(model, name)]?.first { part in
      part.array.shape.count == 5
        && (part.first..<part.first + part.array.shape[1]).contains(sample)
    }
    guard let (first, array) = found, step < array.shape[0] else { return nil }
    let size = run.shape.count
    let start = (step * array.shape[1] + sample - first) * size
    return array.floats(in: start..<start + size)[...]
  }

  /// What the reference answered where a variant's estimate was made: at the variant's own noisy
  /// images if it was asked there, else along its own process; nil where there is none.
  func answer(to model: ResultIndex.Model, sample: Int, step: Int) -> ArraySlice<Float>? {
    if holds(model, KeptArray.reference) {
      return image(model, KeptArray.reference, sample: sample, step: step)
    }
    return run.referenceModel.flatMap { image($0, sample: sample, step: step) }
  }

  /// Samples of which some model has an image.
  var isAnything: Bool { !arrays.isEmpty && !samples.isEmpty }

  /// The estimates of the last step of every model, in the order of the run.
  func lastEstimates() -> [PixelRow] {
    run.models.filter { holds($0) }.map { model in
      PixelRow(
        Self.title(model), label: model.isReference ? nil : model.label,
        samples.map { image(model, sample: $0, step: run.levels.count - 1) }, shape: run.shape)
    }
  }

  static func title(_ model: ResultIndex.Model) -> String {
    ReportWords.label(model.label)
      + (model.isReference ? " (reference)" : model.role == .control ? " (control)" : "")
  }
}
