import Framework
import LocusPlots

/// How the variance of a data set falls with its principal components, and where cutoffs lie.
enum SpectrumFigure: FigureKind {
  static let subject = "Singular values"

  /// Shares of the energy whose cuts are drawn.
  private static let cuts = [0.1, 0.01, 0.001]

  struct Row {
    let name: String
    let component: Int
    let images: Int
    /// Relative to the largest.
    let singularValue: Double
    /// Share of the energy in the components after this one.
    let rest: Double
  }

  static func figures(of results: Results) throws -> [ReportFigure] {
    guard results.index.task == SpectrumTask.name else {
      throw NoFigure("made by the task \"\(SpectrumTask.name)\" alone")
    }
    let spectra = try SpectrumTask.spectra(of: results).filter { $0.spectrum.energy > 0 }
    guard !spectra.isEmpty else { throw NoFigure("the data have no variance") }
    func name(_ run: RunPlan) -> String { run.name.isEmpty ? run.spec.dataset.name : run.name }
    let rows = spectra.flatMap { run, images, spectrum -> [Row] in
      // Beyond the rank there are rounding errors.
      let rank = spectrum.values.count { $0 > 1e-12 * spectrum.values[0] }
      var rest = [Double](repeating: 0, count: rank)
      var sum = 0.0
      for index in rest.indices.reversed() {
        rest[index] = sum / spectrum.energy
        sum += spectrum.values[index]
      }
      return (0..<rank).map { index in
        Row(
          name: name(run), component: index, images: images,
          singularValue: (spectrum.values[index] / spectrum.values[0]).squareRoot(),
          rest: rest[index])
      }
    }
    func series(_ value: (Row) -> Double) -> [Series] {
      spectra.enumerated().map { number, entry in
        var style = SeriesStyle.number(spectra.count == 1 ? 4 : number)
        style.mark = spectra.count == 1 ? nil : style.mark
        let own = rows.filter { $0.name == name(entry.run) }
        return Series(
          spectra.count == 1 ? nil : name(entry.run), style,
          own.filter { value($0) > 1e-9 }.map { Series.Value(Double($0.component + 1), value($0)) })
      }
    }
    let panels = [
      Panel(
        x: Axis("component", .log), y: Axis("singular value, largest = 1", .log),
        series: series(\.singularValue)),
      Panel(
        x: Axis("components kept", .log), y: Axis("share of the energy removed", .log),
        series: series(\.rest), rules: cuts.map { Panel.Rule($0, isDashed: true) }),
    ]
    let kept = spectra.map { run, _, spectrum in
      let counts = cuts.map {
        "\(NumberLabel.text(100 * $0)) %: \(spectrum.rank(droppingEnergy: $0))"
      }
      return "\(name(run)) (\(spectrum.values.count) components) "
        + counts.joined(separator: ", ")
    }
    let images = Set(spectra.map(\.images)).sorted().map(String.init)
    return [
      ReportFigure(
        "spectrum", title: "Singular values and the energy that a cutoff removes",
        alt: "Two falling curves on logarithmic axes: singular values by component, and the energy "
          + "removed by the number of components kept. Components kept at a cutoff, by data set: "
          + kept.joined(separator: "; ") + ".",
        caption: "Left: singular values of the centred data matrix. Right: the share of the energy "
          + "(variance) in the components that are removed where the strongest are kept; dashed: "
          + "cutoffs of \(FigureWords.list(cuts.map { "\(NumberLabel.text(100 * $0)) %" })). "
          + "Components kept at these cutoffs: \(kept.joined(separator: "; ")). Covariance over "
          + "\(FigureWords.list(images)) images.",
        width: .page, .panels(panels, perRow: 2), columns, rows)
    ]
  }

  private static let columns: [Column<Row>] = [
    .text("run", "data set, or the sweeps that led to the run") { $0.name },
    .integer("images", "images that the covariance is taken over") { $0.images },
    .integer("component", "position of the component, from 0, largest first") { $0.component },
    .number("singular_value", "relative to the largest") { $0.singularValue },
    .number("energy_removed", "share of the energy in the components after this one") { $0.rest },
  ]
}
