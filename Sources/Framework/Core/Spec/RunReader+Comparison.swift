extension RunReader {
  func readMetrics() -> [MetricRequest] {
    let here = reader.at("metrics")
    guard let json = value("metrics", unless: Default.self) else {
      guard referenceEntry != nil else { return [] }
      return ["r2", "mse"].compactMap { catalogue.metric(.string($0), with: here) }
    }
    guard let list = json.array else {
      let _: Int? = here.expected("a list of metrics", found: json)
      return []
    }
    if referenceEntry == nil, !list.isEmpty {
      here.report(
        "metrics compare with a reference, and this spec has none; add a \"reference\" or leave "
          + "\"metrics\" out", at: json)
    }
    var metrics: [MetricRequest] = []
    for (index, entry) in list.enumerated() {
      guard let metric = catalogue.metric(entry, with: here.at(index)) else { continue }
      if metrics.contains(where: { $0.label == metric.label }) {
        here.at(index).report(
          "the metric \"\(metric.label)\" stands twice; remove one of them", at: entry)
      }
      metrics.append(metric)
    }
    return metrics
  }

  /// - Parameters:
  ///   - read: the variants, nil for one that could not be read.
  ///   - metrics: the names of the metrics.
  func readSignificance(of read: [Variant?], by metrics: [String]) -> SignificanceOptions? {
    let here = reader.at("significance")
    let controls = read.compactMap { $0?.role == .control ? $0?.label : nil }
    guard let json = value("significance", unless: Default.self) else {
      let isCompared = referenceEntry != nil && read.count - controls.count > 1
      return isCompared ? SignificanceOptions() : nil
    }
    guard json.members != nil, let options = SignificanceOptions.read(json, with: here) else {
      return nil
    }
    guard referenceEntry != nil else {
      here.report(
        "tests compare metrics, and this spec has no reference; add a \"reference\" or leave "
          + "\"significance\" out", at: json)
      return nil
    }
    if case .value(.byMetric(let margins)) = options.equivalence {
      for (name, _) in margins where !metrics.contains(name) {
        let hint = NearestName.hint(name, among: metrics, called: "metrics")
        here.at("equivalence").report(
          "this spec has no metric \"\(name)\"\(hint)", at: json["equivalence"])
      }
    }
    let labels = read.compactMap { $0?.label }
    // Which labels there are is not known if one of the variants is wrong.
    guard labels.count == read.count else { return options }
    /// The label itself, or the one that a label is made into to be safe as a file name.
    func find(_ label: String, _ key: String) -> String {
      let found = [label, Label.encoded(label)].first { labels.contains($0) }
      if found == nil {
        let hint = NearestName.hint(label, among: labels, called: "labels")
        here.at(key).report("there is no variant \"\(label)\"\(hint)", at: json[key])
      } else if let found, controls.contains(found) {
        here.at(key).report(
          "\"\(found)\" is a control, and controls are not tested; name another variant, or take "
            + "its \"role\" out", at: json[key])
      }
      return found ?? label
    }
    let candidate = options.candidate.value.map { find($0, "candidate") }
    let against = options.against.value?.map { find($0, "against") }
    let studied = labels.filter { !controls.contains($0) }
    if let against, let candidate = candidate ?? studied.last,
      !against.contains(where: { $0 != candidate })
    {
      here.at("against").report(
        "names no variant but the candidate \"\(candidate)\"; name those to compare it with",
        at: json["against"])
    }
    return options.naming(candidate: candidate, against: against)
  }
}
