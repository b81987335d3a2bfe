import Framework

/// The figures of a report, and which kinds are left out with why.
struct ReportFigures: Sendable {
  let figures: [ReportFigure]
  /// Sentences such as "Metrics against a swept value: no number is swept."
  let leftOut: [String]

  static let kinds: [any FigureKind.Type] = [
    StepFigure.self, ParameterFigure.self, DifferenceFigure.self, HistogramFigure.self,
    SweepFigure.self,
    SizeFigure.self, CostFigure.self, SpectrumFigure.self, FieldsFigure.self, WindowFigure.self,
    MaskFigure.self, PosteriorFigure.self,
  ]

  /// All figures that the results hold; those of several folders under names that begin with the
  /// experiment's.
  static func all(of results: Results...) -> ReportFigures { all(of: results) }

  static func all(of results: [Results]) -> ReportFigures {
    var (figures, leftOut): ([ReportFigure], [String]) = ([], [])
    for (number, one) in results.enumerated() {
      let experiment = name(of: number, among: results)
      let prefix = results.count > 1 ? experiment + "-" : ""
      let place = results.count > 1 ? "\(experiment): " : ""
      let (shown, runs) = (one.index.shownRuns.count, one.index.runs.count)
      if shown < runs {
        leftOut.append("\(place)Figures of single runs: made of the first \(shown) of \(runs).")
      }
      for kind in kinds {
        do {
          figures += try kind.figures(of: one).map { ReportFigure($0, name: prefix + $0.name) }
        } catch {
          leftOut.append("\(place)\(kind.subject): \(error).")
        }
      }
    }
    return ReportFigures(figures: figures, leftOut: leftOut)
  }

  /// The experiment's name; with a number where others before it have the same one.
  private static func name(of number: Int, among results: [Results]) -> String {
    let name = results[number].index.experiment
    let earlier = results[..<number].count { $0.index.experiment == name }
    return earlier == 0 ? name : "\(name)-\(earlier + 1)"
  }
}

extension ResultIndex {
  /// The runs that get figures of their own; a sweep over many would fill a report with them.
  var shownRuns: ArraySlice<Run> { runs.prefix(6) }
}
