import Framework

extension CalibrationResult {
  /// What was found, for people.
  var lines: [String] {
    findings.flatMap { finding -> [String] in
      let found = finding.value(finding.values).canonicalText
      let name = Terminal.bold(finding.label) + " " + finding.keys.joined(separator: ", ")
      let grid =
        finding.keys.count > 1 ? " (a grid of \(finding.scores.count) combinations)" : ""
      return ["\(name): \(found)\(grid)", ""] + table(of: finding).lines + [""]
    } + [notes]
  }

  private func table(of finding: Finding) -> TextTable {
    let test = split.words.test.map { "on \($0)" }
    func cells(_ score: CalibrationScore, _ value: (CalibrationScore.Part) -> Double) -> [String] {
      ([score.choosing] + [score.test].compactMap { $0 }).map { ResultSummary.number(value($0)) }
    }
    guard finding.isPerStep else {
      var text = TextTable(
        header: ["value", "mean r2 over steps and samples"] + [test].compactMap { $0 })
      for (index, score) in finding.scores.enumerated() {
        let means = cells(score) { $0.meanR2.reduce(0, +) / Double($0.meanR2.count) }
        text.rows.append(
          [TextTable.Cell(finding.value(score.values).canonicalText)]
            + means.map { TextTable.Cell($0, isBest: index == finding.best[0]) })
      }
      return text
    }
    var text = TextTable(
      header: ["step", "t", "value", "median cosine"] + [test].compactMap { $0 })
    for (step, level) in levels.enumerated() {
      let score = finding.scores[finding.best[step]]
      text.rows.append(
        ([
          "\(step)", JSON.number(level.t).canonicalText,
          finding.value(score.values).canonicalText,
        ] + cells(score) { $0.medianCosine[step] }).map { TextTable.Cell($0) })
    }
    return text
  }

  /// On which samples this was found, and what that means for a run.
  private var notes: String {
    let words = split.words
    let chosen = "Chosen on \(words.choosing)."
    switch split {
    case .allSamples:
      return chosen + " A table of the same samples is no test of these values."
    case .otherNoise:
      return chosen + " A table of \(words.test!) is a test."
    case .halves:
      return chosen + " A table of \(words.test!), \"samples\": \(testSamples ?? 0), is a test."
    }
  }
}
