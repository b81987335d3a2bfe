import Framework

extension Column {
  /// n, mean and 95 % t interval of what a row of a figure summarises.
  ///
  /// - Parameter place: where the mean is taken, as a part of its meaning.
  static func interval(
    _ place: String = "", _ summary: @escaping @Sendable (Subject) -> SampleSummary
  ) -> [Column] {
    [
      .integer("n", "samples") { summary($0).count },
      .number("mean", "mean over samples" + place) { summary($0).mean },
      .number("ci_low", "lower end of the 95 % t interval of the mean") {
        summary($0).confidenceInterval.low
      },
      .number("ci_high", "upper end of that interval") { summary($0).confidenceInterval.high },
    ]
  }
}
