import Framework

/// The samples of one run on the page: a grid of what every denoiser made of the same noise, and the
/// data that the page's script needs to show one sample by itself.
struct SampleGrid {
  /// Bytes of a run's images before they are packed.
  private static let mostBytes = 1_000_000
  /// Bytes of arrays that are read to find them.
  private static let mostRead = 200_000_000
  /// Pixels on the screen that an image's longer side takes at least.
  private static let (gridSide, singleSide) = (48, 112)

  let number: Int
  let run: ReportedRun
  private let rows: [PixelRow]
  private let samples: Range<Int>

  /// Nil where no unit keeps images.
  init?(_ run: ReportedRun, number: Int) {
    (self.number, self.run) = (number, run)
    let shape = run.run.shape
    let models = run.run.models.count
    // A task of the data alone asks none.
    guard models > 0 else { return nil }
    let shown = Self.mostBytes / (shape.area * PixelRow.shownChannels(shape) * (models + 2))
    let read = Self.mostRead / (4 * shape.count * max(1, run.run.levels.count) * models)
    let count = max(SamplePictures.samples, min(shown, read))
    let images = RunImages(run.results, run.run, samples: count, withNoisy: false)
    guard images.isAnything else { return nil }
    samples = images.samples
    rows =
      images.lastEstimates()
      + KeptNeighbours.rows(of: run.run, run.results, samples: samples.count)
  }

  private var shape: ImageShape { run.run.shape }

  private static func scale(_ side: Int, _ shape: ImageShape) -> Int {
    max(1, (side + max(shape.height, shape.width) - 1) / max(shape.height, shape.width))
  }

  // MARK: Style

  /// All images of the run in one picture, which every cell shows a part of.
  var style: String {
    let sprite = PictureGrid.image(rows, shape: shape, factor: 1, gap: 0)
    let uri = HTML.dataURI(PNG.encode(sprite), type: "image/png")
    return """
      .r\(number) .t{--w:\(shape.width);--h:\(shape.height);--W:\(sprite.width);\
      --s:\(Self.scale(Self.gridSide, shape));background-image:url(\(uri))}
      .r\(number) .one .t{--s:\(Self.scale(Self.singleSide, shape))}
      """
  }

  // MARK: Elements

  var html: String {
    let title = run.title.isEmpty ? "Estimates of x₀ at the last step" : run.title
    let id = "s\(number)"
    let heads = samples.map { "<th scope=\"col\" data-sample=\"\($0)\">\($0)</th>" }
    let lines = rows.enumerated().map { place, row in
      let cells = samples.map { column in
        row.images[column] == nil
          ? "<td></td>"
          : "<td><span class=\"t\" role=\"img\" style=\"--x:\(column * shape.width);"
            + "--y:\(place * shape.height)\" aria-label=\"\(HTML.escaped(row.title)), sample "
            + "\(column)\"></span></td>"
      }
      return "<tr><th scope=\"row\">\(HTML.escaped(row.title))</th>\(cells.joined())</tr>"
    }
    return """
      <section class="piece samples r\(number)" id="\(id)" data-run="\(number)" \
      aria-labelledby="\(id)-h">
      <h3 id="\(id)-h">\(HTML.escaped(title))</h3>
      <p class="caption" id="\(id)-c">\(HTML.escaped(caption))</p>
      <div class="scroll" role="region" aria-labelledby="\(id)-h" tabindex="0">
      <table class="grid" aria-describedby="\(id)-c">
      <caption class="unseen">\(HTML.escaped(title))</caption>
      <thead><tr><th scope="col">sample</th>\(heads.joined())</tr></thead>
      <tbody>
      \(lines.joined(separator: "\n"))
      </tbody>
      </table>
      </div>
      <div class="one" hidden></div>
      </section>
      """
  }

  private var caption: String {
    let clipped = rows.filter { $0.clipped > 0 }.map(\.title)
    var sentences = [
      "A column is one sample, the same for every row. \(ReportWords.design(run.run.mode))."
    ]
    if samples.count < run.run.samples {
      sentences.append("Samples 0 to \(samples.count - 1) of \(run.run.samples) are shown.")
    }
    if !clipped.isEmpty {
      sentences.append(
        "Values outside [−1, 1] are clipped; \(clipped.joined(separator: ", ")) "
          + "\(clipped.count == 1 ? "has" : "have") some.")
    }
    return sentences.joined(separator: " ")
  }

  // MARK: Data

  /// What the script shows of one sample.
  var json: JSON {
    let step = run.lastStep
    let metrics = run.run.metrics.map { metric -> JSON in
      [
        "name": .string(ReportWords.metric(metric.name)),
        "digits": NumberStyle(run.values(metric).entries.map(\.values.summary.mean)).decimals
          .map(JSON.integer) ?? JSON(.null),
        "better": .integer(
          metric.direction == .higherIsBetter ? 1 : metric.direction == .lowerIsBetter ? -1 : 0),
      ]
    }
    let table = rows.map { row -> JSON in
      let model = row.label.flatMap { run.variant($0) }
      let values = run.run.metrics.map { metric -> JSON in
        guard let model else { return JSON(.null) }
        let found = run.results.values(model, metric.name, step: step)
        let bySample = Dictionary(uniqueKeysWithValues: found.map { ($0.sample, $0.value) })
        return .array(
          samples.map { sample in
            bySample[sample].flatMap { $0.isFinite ? .number($0) : nil } ?? JSON(.null)
          })
      }
      return [
        "title": .string(row.title), "study": .bool(model?.role == .study),
        "shown": .array(row.images.map { .bool($0 != nil) }), "values": .array(values),
      ]
    }
    return [
      "width": .integer(shape.width), "height": .integer(shape.height),
      "samples": .integer(samples.count), "metrics": .array(metrics), "rows": .array(table),
    ]
  }
}
