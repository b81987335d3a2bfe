import Framework
import LocusPlots

/// The look of every variant, the same in all figures of an experiment.
///
/// Methods under study have the colours, the candidate black; controls are grey and dashed, as they
/// stand outside the comparison.
struct VariantStyles {
  private let styles: [String: SeriesStyle]

  init(_ results: Results) {
    let runs = results.index.runs
    var styles: [String: SeriesStyle] = [:]
    var (studies, controls) = (0, 0)
    let candidates = runs.compactMap { results.candidate(of: $0)?.model }
    for model in candidates.prefix(1) + runs.flatMap(\.variants) where styles[model.label] == nil {
      if model.role == .study {
        styles[model.label] = .number(studies)
        studies += 1
      } else {
        styles[model.label] = Self.control(controls)
        controls += 1
      }
    }
    self.styles = styles
  }

  private static func control(_ position: Int) -> SeriesStyle {
    let grey = PlotColor(118, 118, 118)
    let marks = SeriesStyle.Mark.allCases
    // Dashes and marks of later rounds of the colours.
    var style = SeriesStyle.number(8 * (1 + position % 5))
    (style.color, style.isHollow, style.mark) = (grey, true, marks[position % marks.count])
    return style
  }

  subscript(_ model: ResultIndex.Model) -> SeriesStyle { styles[model.label] ?? .number(0) }
}
