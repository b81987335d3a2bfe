import Framework

/// The pictures of one run: what every denoiser makes of the same samples, how it differs from the
/// reference, and how it came about.
struct SamplePictures {
  /// Samples in a picture.
  static let samples = 8
  /// Steps in a picture, spread evenly if there are more.
  private static let mostSteps = 10

  let images: RunImages
  /// What stands beside the samples: nearest training images, clean images.
  let neighbours: [PixelRow]
  /// Folder of the files, with a slash at its end; empty for the only run.
  let folder: String

  private var run: ResultIndex.Run { images.run }
  private var last: Int { run.levels.count - 1 }
  private var shown: Range<Int> { images.samples.clamped(to: 0..<Self.samples) }

  var pictures: [ReportPicture] {
    guard images.isAnything, !shown.isEmpty else { return [] }
    return [samples, differences, estimates, noisy].compactMap { $0 }
  }

  /// The columns that these pictures have of rows that may have more.
  private func cut(_ row: PixelRow) -> PixelRow { row.prefix(shown.count) }

  private var columns: String {
    let what =
      switch run.mode {
      case "trajectory", "single_step": "noise draw"
      case "forward": "held-out image with its noise"
      default: "noisy image"
      }
    return "Columns: samples \(shown.lowerBound) to \(shown.upperBound - 1); a column is one "
      + "\(what), the same for every row."
  }

  private var samples: ReportPicture? {
    ReportPicture(
      folder + "samples", "Estimates of x₀ at the last step",
      rows: images.lastEstimates().map(cut) + neighbours.map(cut), columns: columns,
      columnTitles: shown.map { "\($0)" }, shape: run.shape)
  }

  private var differences: ReportPicture? {
    guard let reference = run.reference else { return nil }
    let rows = run.variants.filter { images.holds($0) }.map { model in
      PixelRow(
        RunImages.title(model), label: model.label,
        shown.map { sample in
          guard let mine = images.image(model, sample: sample, step: last),
            let its = images.answer(to: model, sample: sample, step: last)
          else { return nil }
          return zip(mine, its).map { $0 - $1 }[...]
        }, shape: run.shape)
    }
    guard rows.contains(where: { $0.numbers > 0 }) else { return nil }
    return ReportPicture(
      folder + "differences",
      "Differences from \(ReportWords.label(reference)) at the last step", rows: rows,
      columns: columns + " Middle grey is no difference, white is 1 more, black 1 less.",
      columnTitles: shown.map { "\($0)" }, shape: run.shape)
  }

  // MARK: Steps

  private var steps: [Int] {
    let count = run.levels.count
    guard count > Self.mostSteps else { return Array(0..<count) }
    return (0..<Self.mostSteps).map { $0 * (count - 1) / (Self.mostSteps - 1) }
  }

  private var times: [String] { steps.map { NumberStyle.short(run.levels[$0].t) } }

  private var stepColumns: String { "Columns: t = \(times.joined(separator: ", "))." }

  private var estimates: ReportPicture? {
    guard run.levels.count > 1 else { return nil }
    let rows = run.models.filter { images.holds($0) }.map { model in
      PixelRow(
        RunImages.title(model), steps.map { images.image(model, sample: 0, step: $0) },
        shape: run.shape)
    }
    return ReportPicture(
      folder + "x0-steps", "Estimates of x₀ over the steps, sample 0", rows: rows,
      columns: stepColumns, columnTitles: times, shape: run.shape)
  }

  private var noisy: ReportPicture? {
    guard run.levels.count > 1 else { return nil }
    let rows = run.models.filter { images.holds($0, KeptArray.noisy) }.map { model in
      PixelRow(
        RunImages.title(model),
        steps.map { step in
          let level = run.levels[step]
          // Noise of variance 1 reaches beyond [-1, 1]; half of it is shown.
          let scale = Float(
            0.5 / (level.signal * level.signal + level.noise * level.noise).squareRoot())
          return images.image(model, KeptArray.noisy, sample: 0, step: step).map {
            $0.map { scale * $0 }[...]
          }
        }, shape: run.shape)
    }
    return ReportPicture(
      folder + "xt-steps", "Noisy images over the steps, sample 0", rows: rows,
      columns: stepColumns
        + " Noisy images xₜ are kept of the reference, and of all with save_arrays; each is divided "
        + "by 2√(a² + s²), so that any level fits.",
      columnTitles: times, shape: run.shape)
  }
}
