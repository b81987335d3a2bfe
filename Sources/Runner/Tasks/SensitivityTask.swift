import Foundation
import Framework

/// How every model's answer at chosen pixels depends on its input.
public struct SensitivityTask: ModelTask {
  public static let name = "sensitivity"
  public static let summary = "Where every model looks: gradients of output pixels by input pixels"
  public static let algorithmVersion = 1

  public struct Parameters: ParameterSet {
    @Parameter("The output pixels whose gradients are taken.")
    public var pixels = PixelChoice.center
    public init() {}
  }

  public static let keys = TaskKeys(
    takes: [.schedule, .samples, .classesOfSamples, .withinClass, .inputs, .reference],
    needs: [.denoisers],
    inputSources: [.forward, .reverse, .npy], defaultInputs: .forward(split: .test, offset: 0),
    onlyInputsUseReference: true)

  /// Gradients cost as much as many estimates.
  public static let samplesPerUnit = 1

  /// Names of recorded values, by step and sample: an estimate of the largest error of central
  /// differences relative to the largest element of a gradient, and their step. NaN for closed forms.
  static let gradientError = "gradient_error"
  static let differenceStep = "difference_step"

  private let pixels: PixelChoice

  public init(_ parameters: Parameters) throws { pixels = parameters.pixels }

  // MARK: Units

  public func valueNames(of spec: RunSpec) -> [String] {
    [Self.gradientError, Self.differenceStep]
  }

  public func identity(
    of parameters: JSON, in shape: ImageShape
  ) throws -> [(key: String, value: JSON)] {
    [("pixels", SensitivityFields(try pixels.pixels(in: shape), in: shape).json["pixels"]!)]
  }

  public func details(in shape: ImageShape) throws -> JSON {
    SensitivityFields(try pixels.pixels(in: shape), in: shape).json
  }

  /// Name of the array of a unit's fields, [samples, steps, pixels, h, w].
  static let fields = "fields"

  public func arrays(of run: RunPlan, samples: Int) -> [String: [Int]] {
    guard let sizes = try? SensitivityFields(run.details).sizes else { return [:] }
    return [Self.fields: [samples, run.spec.levels.count] + sizes]
  }

  public func answer(_ unit: UnitQuestion) throws -> UnitAnswer {
    let (run, samples) = (unit.run, unit.samples.count)
    let places = try pixels.pixels(in: run.shape)
    let elements = places.flatMap { run.shape.elements(y: $0.y, x: $0.x) }
    var fields = [[Float]](repeating: [], count: samples)
    var (errors, steps): ([[Double]], [[Double]]) = ([], [])
    var answer = UnitAnswer()
    for level in run.spec.levels {
      let sensitivity = try unit.model.sensitivity(of: elements, at: unit.noisy(at: level), level)
      let isExact = sensitivity.method == .closedForm
      for sample in 0..<samples {
        fields[sample] += sensitivity.fields(image: sample).map { Float($0) }
      }
      answer.methods.append(sensitivity.method.rawValue)
      errors.append((0..<samples).map { isExact ? .nan : sensitivity.relativeError(image: $0) })
      steps.append((0..<samples).map { isExact ? .nan : sensitivity.steps[$0] })
    }
    answer.values = [Self.gradientError: errors, Self.differenceStep: steps]
    answer.arrays = arrays(of: run, samples: samples).mapValues {
      NpyArray(fields.flatMap { $0 }, shape: $0)
    }
    return answer
  }

  // MARK: Results

  public static func tables(of results: Results) throws -> [ResultTable] {
    [try results.sensitivity(), results.timing()]
  }

  public static func writeFiles(of results: Results, to folder: URL) throws -> [URL] {
    try SensitivityPictures.write(results, to: folder)
  }

  public static func summary(of results: Results) throws -> [String] {
    try SensitivitySummary(results: results).lines
  }

  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] {
    ["sensitivity.csv, timing.csv, columns.json, arrays/*.sensitivity.npy and .png"]
  }
}
