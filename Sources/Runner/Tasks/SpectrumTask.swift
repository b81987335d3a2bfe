import Framework

/// How the variance of a data set is spread over its principal components.
public struct SpectrumTask: ExperimentTask {
  public static let name = "spectrum"
  public static let summary = "Eigenvalues of the data set's covariance, and shares of the energy"
  public static let algorithmVersion = 1
  public static let keys = TaskKeys()

  public init(_ parameters: NoParameters) throws {}

  private struct Row {
    let results: Results
    let run: RunPlan
    let images: Int
    let component: Int
    let eigenvalue: Double
    let total: Double
    /// Sum of the eigenvalues up to this one.
    let running: Double
  }

  private static let columns: [Column<Row>] = [
    .text("experiment", "name of the spec") { $0.results.index.experiment },
    .text("run", "the sweeps that led to the run") { $0.run.name },
    .text("dataset", "data set of the run") { $0.run.spec.dataset.name },
    .text("dataset_sha256", "hash of the images") { $0.run.trainingHash },
    .integer("images", "images that the covariance is taken over") { $0.images },
    .integer("component", "position of the component, from 0, largest first") { $0.component },
    .number("eigenvalue", "variance along the component, ddof 1") { $0.eigenvalue },
    // σ² = λ (n − 1).
    .number("singular_value", "singular value of the centred data matrix") {
      ($0.eigenvalue * Double(max($0.images - 1, 0))).squareRoot()
    },
    .number("energy", "share of the total variance") {
      $0.total > 0 ? $0.eigenvalue / $0.total : nil
    },
    .number("cumulative_energy", "share of this component and all before it") {
      $0.total > 0 ? min($0.running / $0.total, 1) : nil
    },
  ]

  public static func tables(of results: Results) throws -> [ResultTable] {
    let rows = try spectra(of: results).flatMap { run, images, spectrum in
      var running = 0.0
      return spectrum.values.enumerated().map { component, value in
        running += value
        return Row(
          results: results, run: run, images: images, component: component, eigenvalue: value,
          total: spectrum.energy, running: running)
      }
    }
    return [ResultTable("spectrum", columns, rows)]
  }

  /// How many components hold given shares of the energy.
  public static func summary(of results: Results) throws -> [String] {
    let shares = [0.5, 0.9, 0.95, 0.99, 0.999]
    var text = TextTable(header: ["data set"] + shares.map { "\($0 * 100)%" } + ["all"])
    for (run, _, spectrum) in try spectra(of: results) {
      let name = run.name.isEmpty ? run.spec.dataset.name : run.name
      let counts = shares.map { "\(spectrum.rank(droppingEnergy: 1 - $0))" }
      text.rows.append(
        ([name] + counts + ["\(spectrum.values.count)"]).map { TextTable.Cell($0) })
    }
    return ["Components that hold a share of the variance:", ""] + text.lines
  }

  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] {
    ["spectrum.csv: \(plan.runs.reduce(0) { $0 + $1.shape.count }) rows, columns.json"]
  }

  static func spectra(
    of results: Results
  ) throws -> [(run: RunPlan, images: Int, spectrum: Spectrum)] {
    let (plan, library) = try results.source()
    return try plan.runs.map { run in
      let training = try library.trainingSet(run.spec.dataset, seed: run.spec.seed)
      return (run, training.images.count, training.spectrum(ddof: 1))
    }
  }
}
