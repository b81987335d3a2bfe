import Foundation
import Framework
import LocusPlots
import TestSupport
import Testing

@testable import Runner

/// The figures of a results folder: which there are, what they show, and why others are missing.
@Suite(.serialized) struct ReportFiguresTests {
  /// Runs a spec; the results with the plan, as `locus run` has them.
  static func results(_ spec: JSON, in sandbox: Sandbox) throws -> Results {
    let path = try sandbox.write(spec)
    let code = try sandbox.locus("run", path)
    guard code == .done || code == .unitsFailed else { throw RunError("exit code \(code)") }
    let library = DataLibrary(progress: Progress(isQuiet: true))
    let experiment = try Experiment.load(path, overrides: [], catalogue: .standard())
    let plan = try Plan(experiment, library: library)
    let folder = ResultsFolder(
      sandbox.folder.appendingPathComponent("out/\(experiment.name)"))
    return Results(
      try ResultIndex(plan, library: library), folder: folder, from: (plan, library))
  }

  private func figures(_ changes: KeyValuePairs<String, JSON> = [:]) throws -> ReportFigures {
    let sandbox = try Sandbox()
    return ReportFigures.all(of: try Self.results(Sandbox.spec(changes), in: sandbox))
  }

  private static let sizes: JSON = ["sweep": [20, 40, 80]]

  /// What a spec is changed by, and the figures that it then has.
  static let kinds: [(changes: KeyValuePairs<String, JSON>, names: [String])] = [
    ([:], ["noise", "differences", "histogram"]),
    (["metrics": ["mse"]], ["noise", "differences"]),
    (
      [
        "denoisers": [
          ["name": "pspc-square", "patch_sizes": [8, 6, 3]],
          ["name": "local-wiener", "images": [60, 30, 20]], "optimal",
        ]
      ],
      ["noise", "parameter-patch_sizes", "parameter-images", "differences", "histogram"]
    ),
    (["samples": 7], ["noise", "differences"]),
    (["significance": ["test": "welch"]], ["noise", "histogram"]),
    (["schedule": ["name": "ddpm-linear", "steps": 1]], ["differences", "histogram"]),
    (
      ["denoisers": [["name": "wiener", "rank": ["sweep": [2, 5, 9]]], "optimal"]],
      ["noise", "differences", "histogram", "sweep-rank"]
    ),
    (
      [
        "seed": ["sweep": [1, 2, 3]], "denoisers": ["optimal"],
        "schedule": ["name": "ddpm-linear", "steps": 1],
      ], ["histogram-run0", "histogram-run1", "histogram-run2", "sweep-seed"]
    ),
    (
      [
        "schedule": ["name": "ddpm-linear", "steps": ["sweep": [1, 3]]], "denoisers": ["optimal"],
      ], ["noise-run1", "histogram-run0", "histogram-run1"]
    ),
    (
      [
        "dataset": ["name": "synthetic", "images": sizes, "resolution": 8],
        "schedule": ["name": "ddpm-linear", "steps": 1], "denoisers": ["optimal"], "samples": 4,
      ], ["size", "cost"]
    ),
  ]

  @Test(arguments: kinds.indices) func figuresAreThoseOfTheResults(_ number: Int) throws {
    let (changes, names) = Self.kinds[number]
    let report = try figures(changes)
    #expect(report.figures.map(\.name) == names)
    for figure in report.figures {
      #expect(!figure.caption.isEmpty && !figure.alt.isEmpty && !figure.table.rows.isEmpty)
      #expect(WellFormedXML(figure.figure.svg).problem == nil)
      #expect(figure.figure.description == figure.alt)
    }
    // Every kind has a figure or a reason.
    for kind in ReportFigures.kinds {
      let isLeftOut = report.leftOut.contains { $0.hasPrefix(kind.subject + ": ") }
      let sandboxed = report.figures.contains { $0.name.hasPrefix(Self.prefix(of: kind)) }
      #expect(isLeftOut != sandboxed, "\(kind.subject)")
    }
  }

  private static func prefix(of kind: any FigureKind.Type) -> String {
    switch kind {
    case is StepFigure.Type: "noise"
    case is ParameterFigure.Type: "parameter"
    case is DifferenceFigure.Type: "differences"
    case is HistogramFigure.Type: "histogram"
    case is SweepFigure.Type: "sweep"
    case is SizeFigure.Type: "size"
    case is CostFigure.Type: "cost"
    case is SpectrumFigure.Type: "spectrum"
    case is FieldsFigure.Type: "fields"
    case is WindowFigure.Type: "window"
    case is PosteriorFigure.Type: "posterior"
    default: "masks"
    }
  }

  /// Why a kind is left out: what a spec is changed by, and the note.
  static let reasons: [(changes: KeyValuePairs<String, JSON>, note: String)] = [
    (["metrics": ["mse"]], "Histograms of r² per sample: the metric r2 is not computed."),
    (["samples": 7], "Histograms of r² per sample: there are fewer than 8 samples."),
    (
      ["significance": ["test": "welch"]],
      "Paired differences: the samples of the two sides are independent."
    ),
    (
      ["schedule": ["name": "ddpm-linear", "steps": 1]],
      "Metrics against the noise level: there is one noise level only."
    ),
    ([:], "Metrics against a swept value: no number is swept over three values or more."),
    ([:], "Parameters against the noise level: no parameter has a value for each step."),
    ([:], "Singular values: made by the task \"spectrum\" alone."),
    ([:], "Sensitivity fields: made by the task \"sensitivity\" alone."),
    ([:], "Effective number of images: made by the task \"posterior\" alone."),
    (["denoisers": ["optimal"]], "Paired differences: nothing is compared."),
  ]

  @Test(arguments: reasons.indices) func whatIsLeftOutHasAReason(_ number: Int) throws {
    let (changes, note) = Self.reasons[number]
    let notes = try figures(changes).leftOut
    #expect(notes.contains(note), "\(notes)")
  }

  @Test func sensitivityHasFieldsWindowsAndMasks() throws {
    let sandbox = try Sandbox()
    let report = ReportFigures.all(
      of: try Self.results(SensitivityTaskTests.spec(), in: sandbox))
    #expect(report.figures.map(\.name) == ["fields-y4-x4", "fields-y0-x7", "window", "masks"])
    let masks = report.figures[3]
    // Differences have errors everywhere: the size of what they see is none.
    #expect(masks.caption.contains("Without kamb-els, whose gradients are central differences."))
    let sizes = masks.table.csv.column("input_pixels")!
    #expect(Array(sizes.prefix(3)) == ["64", "64", "64"])
    #expect(report.figures[0].caption.contains("Gradients of kamb-els by central differences."))
  }

  @Test func aSpectrumHasItsCuts() throws {
    let sandbox = try Sandbox()
    let spec: JSON = [
      "version": 1, "name": "little", "task": "spectrum",
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
    ]
    let report = ReportFigures.all(of: try Self.results(spec, in: sandbox))
    let figure = try #require(report.figures.first)
    #expect(report.figures.count == 1 && figure.name == "spectrum")
    let table = figure.table.csv
    // 60 images span 59 directions around their mean.
    #expect(table.rows.count == 59)
    let rest = table.column("energy_removed")!.map { Double($0)! }
    let kept = 1 + rest.firstIndex { $0 <= 0.1 }!
    #expect(figure.caption.contains("10 %: \(kept)"))
    #expect(rest == rest.sorted(by: >) && rest.last == 0)
  }

  /// The numbers of a figure are those of the tables.
  @Test func numbersAreThoseOfTheSummary() throws {
    let sandbox = try Sandbox()
    let results = try Self.results(Sandbox.spec(), in: sandbox)
    let report = ReportFigures.all(of: results)
    let (mine, its) = (report.figures[0].table.csv, results.summary().csv)
    for (name, other) in [
      ("variant", "variant"), ("metric", "metric"), ("step", "step"), ("mean", "mean"),
      ("ci_low", "ci_low"), ("n", "n"),
    ] {
      func rows(_ table: CSVTable, _ column: String) -> [String] {
        zip(table.column("variant")!, table.column("step")!).enumerated()
          .map { "\($1.0) \($1.1) \(table.column("metric")![$0]) \(table.column(column)![$0])" }
          .sorted()
      }
      #expect(rows(mine, name) == rows(its, other), "\(name)")
    }
    let differences = report.figures[1].table.csv
    let tests = results.significance().csv
    #expect(differences.column("mean_diff")!.allSatisfy(tests.column("mean_diff")!.contains))
    #expect(differences.column("p_deciding")!.allSatisfy(tests.column("p_holm")!.contains))
  }

  /// Labels are text in a file, and figures of several folders have names of their own.
  @Test func labelsAreTextAndNamesDiffer() throws {
    let sandbox = try Sandbox()
    let label = "a <b> & \"c\""
    let spec = Sandbox.spec([
      "denoisers": ["optimal", ["name": "nearest", "label": .string(label)]]
    ])
    let results = try Self.results(spec, in: sandbox)
    let report = ReportFigures.all(of: results, results)
    let texts = WellFormedXML(report.figures[0].figure.svg).texts["text"] ?? []
    #expect(texts.contains(label))
    #expect(report.figures.map(\.name).prefix(1) == ["little-noise"])
    #expect(report.figures.map(\.name).contains("little-2-noise"))
    #expect(Set(report.figures.map(\.name)).count == report.figures.count)
    #expect(report.leftOut.allSatisfy { $0.hasPrefix("little: ") || $0.hasPrefix("little-2: ") })
  }

  @Test func filesAreWrittenBesideEachOther() throws {
    let sandbox = try Sandbox()
    let figure = try #require(
      ReportFigures.all(of: try Self.results(Sandbox.spec(), in: sandbox)).figures.first)
    let files = try figure.write(to: sandbox.folder)
    #expect(files.map(\.lastPathComponent) == ["noise.svg", "noise.pdf", "noise.csv"])
    for file in files { #expect(FileManager.default.fileExists(atPath: file.path)) }
  }
}
