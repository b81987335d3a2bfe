/// Reads one setting of a spec: the spec with a value chosen for every run-wide sweep.
struct SettingReader {
  let spec: JSON
  let swept: Assignment
  let sweeps: Sweeps
  let catalogue: Catalogue
  let reader: ParameterReader

  /// The setting, or nil if something is wrong; every issue has then been reported.
  func read() -> Setting? {
    let before = reader.issues.issues.count
    guard let keys = SpecKeys.read(withoutInnerSweeps(spec), with: reader, sharedWith: nil) else {
      // The required keys are missing or wrong, but plugins may still be checked for their names.
      return readWhatThereIs()
    }
    let dataset = catalogue.dataset(keys.dataset.json, with: reader.at("dataset"))
    let schedule = catalogue.schedule(keys.schedule.json, with: reader.at("schedule"))
    let inputs = readInputs(keys)
    var steps = schedule?.make.levels.count
    if case .npy(_, let levels?) = inputs { steps = levels.count }
    let (reference, variants) = readModels(steps: steps)
    let metrics = readMetrics(keys, hasReference: reference != nil)
    let significance = readSignificance(keys, variants: variants, hasReference: reference != nil)
    checkTask(keys)
    guard reader.issues.issues.count == before, let dataset, let schedule else { return nil }
    return Setting(
      swept: swept, task: keys.task, dataset: dataset, schedule: schedule,
      samples: keys.samples.value, seed: keys.seed, noise: keys.noise.value, inputs: inputs,
      reference: reference, variants: variants, metrics: metrics, significance: significance,
      saveArrays: keys.saveArrays)
  }

  /// `SpecKeys` reads denoisers as they are; their sweeps are dealt with entry by entry.
  private func withoutInnerSweeps(_ spec: JSON) -> JSON { spec }

  private func readWhatThereIs() -> Setting? {
    if let dataset = spec["dataset"] {
      _ = catalogue.dataset(dataset, with: reader.at("dataset"))
    }
    var steps: Int?
    if let schedule = spec["schedule"] {
      steps = catalogue.schedule(schedule, with: reader.at("schedule"))?.make.levels.count
    }
    _ = readModels(steps: steps)
    return nil
  }

  // MARK: Denoisers

  private func readModels(steps: Int?) -> (reference: Variant?, variants: [Variant]) {
    let reader = ParameterReader(
      issues: reader.issues, steps: steps, environment: reader.environment)
    var reference: Variant?
    if let json = spec["reference"], json.string != None.word {
      reference = variant(json, choice: [], with: reader.at("reference"))
    }
    var variants: [Variant] = []
    var labels: [String: Int] = [:]
    for (index, entry) in (spec["denoisers"]?.array ?? []).enumerated() {
      let here = reader.at("denoisers").at(index)
      for choice in Sweeps.product(of: sweeps.variants[index] ?? []) {
        let chosen = spec.applying(choice)["denoisers"]?.array?[index] ?? entry
        guard let variant = variant(chosen, choice: choice, with: here) else { continue }
        if let other = labels.updateValue(index, forKey: variant.label) {
          here.report(
            "the label \"\(variant.label)\" is taken by denoisers[\(other)]; give one of them "
              + "another \"label\"", at: entry["label"] ?? entry)
        }
        variants.append(variant)
      }
    }
    return (reference, variants)
  }

  private func variant(
    _ json: JSON, choice: Assignment, with reader: ParameterReader
  ) -> Variant? {
    let request = catalogue.denoiser(json, with: reader)
    let dataset = json["dataset"].map { catalogue.dataset($0, with: reader.at("dataset")) }
    let label = json["label"].map { String.read($0, within: nil, with: reader.at("label")) }
    if let label, label?.isEmpty == true {
      reader.at("label").report("a label may not be empty", at: json["label"])
    }
    guard let request, dataset.map({ $0 != nil }) ?? true, label.map({ $0 != nil }) ?? true else {
      return nil
    }
    let name = Label.encoded((label ?? nil) ?? request.name)
    return Variant(
      label: Label.adding(choice, to: name), denoiser: request, dataset: dataset ?? nil)
  }

  // MARK: Inputs

  private func readInputs(_ keys: SpecKeys) -> Inputs? {
    guard let json = keys.inputs.value?.json else { return nil }
    let here = reader.at("inputs")
    guard let source = json["source"] else {
      here.report(
        "the required key \"source\" is missing: forward, reverse, candidate or npy", at: json)
      return nil
    }
    guard
      let kind = InputSource.read(source, within: nil, with: here.at("source"))
    else { return nil }
    switch kind {
    case .forward:
      return ForwardKeys.read(json, with: here, sharedWith: ["source"])
        .map { .forward(split: $0.split, offset: $0.offset) }
    case .reverse, .candidate:
      here.refuseUnknownKeys(of: json, known: ["source"])
      return kind == .reverse ? .reverse : .candidate
    case .npy:
      guard let keys = NpyKeys.read(json, with: here, sharedWith: ["source"]) else { return nil }
      return .npy(path: keys.path, levels: keys.levels.value.map(\.levels))
    }
  }

  private enum InputSource: String, ChoiceParameter { case forward, reverse, candidate, npy }

  private struct ForwardKeys: ParameterSet {
    @Parameter("Split of the run's data set that is noised.")
    var split = Split.test
    @Parameter("Images passed over first.", in: 0...)
    var offset = 0
  }

  private struct NpyKeys: ParameterSet {
    @Parameter("Array [steps, samples, c, h, w] of noisy images.")
    var path: FilePath
    @Parameter("One [signal, noise] for each step of the array; default: the schedule's.")
    var levels = Either<LevelList, Default>.absent
  }

  // MARK: Comparison

  private func readMetrics(_ keys: SpecKeys, hasReference: Bool) -> [MetricRequest] {
    let here = reader.at("metrics")
    guard let json = keys.metrics.value?.json else {
      guard hasReference else { return [] }
      return ["r2", "mse"].compactMap { catalogue.metric(.string($0), with: here) }
    }
    guard let list = json.array else {
      let _: Int? = here.expected("a list of metrics", found: json)
      return []
    }
    if !hasReference, !list.isEmpty {
      here.report("metrics compare with a reference, and this spec has none", at: json)
    }
    let metrics = list.enumerated().compactMap { catalogue.metric($1, with: here.at($0)) }
    for (index, metric) in metrics.enumerated()
    where metrics[..<index].contains(where: { $0.name == metric.name }) {
      here.report("the metric \"\(metric.name)\" stands twice", at: json)
    }
    return metrics
  }

  private func readSignificance(
    _ keys: SpecKeys, variants: [Variant], hasReference: Bool
  ) -> SignificanceOptions? {
    let here = reader.at("significance")
    guard let json = keys.significance.value?.json else {
      return hasReference && variants.count > 1 ? SignificanceOptions() : nil
    }
    guard let options = SignificanceOptions.read(json, with: here) else { return nil }
    guard hasReference else {
      here.report("t-tests compare metrics, and this spec has no reference", at: json)
      return nil
    }
    let labels = variants.map(\.label)
    func check(_ label: String, _ key: String, _ value: JSON?) {
      guard !labels.contains(label) else { return }
      let hint = NearestName.hint(label, among: labels, called: "labels")
      here.at(key).report("there is no variant \"\(label)\"\(hint)", at: value)
    }
    if let candidate = options.candidate.value {
      check(candidate, "candidate", json["candidate"])
    }
    for label in options.against.value ?? [] { check(label, "against", json["against"]) }
    return options
  }

  private func checkTask(_ keys: SpecKeys) {
    func report(_ message: String, _ key: String) {
      reader.at(key).report(message, at: spec[key] ?? spec)
    }
    let denoisers = spec["denoisers"]
    if keys.task == .spectrum {
      for key in ["denoisers", "reference", "inputs", "noise", "metrics", "significance"]
      where spec[key] != nil { report("the task \"spectrum\" does not use this key", key) }
      return
    }
    if denoisers?.array?.isEmpty ?? true {
      report("expected a list with at least one denoiser", "denoisers")
    }
    switch keys.task {
    case .generate:
      if keys.inputs.value != nil { report("inputs belong to the task \"denoise\"", "inputs") }
    case .denoise:
      if keys.inputs.value == nil {
        report("the task \"denoise\" needs inputs, e.g. {\"source\": \"forward\"}", "inputs")
      }
      if keys.noise.value != nil { report("noise belongs to the task \"generate\"", "noise") }
      let source = keys.inputs.value?.json["source"]?.string
      if source == "reverse" || source == "candidate", keys.reference.value == nil {
        report("inputs from \"\(source!)\" need a reference", "inputs")
      }
    case .spectrum: break
    }
  }
}

/// Noise levels given as [[signal, noise], …].
struct LevelList: ParameterType {
  let levels: [NoiseLevel]

  static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> LevelList? {
    guard let pairs = json.array, !pairs.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    var levels: [NoiseLevel] = []
    for (step, pair) in pairs.enumerated() {
      let numbers = pair.array?.compactMap(\.double) ?? []
      guard numbers.count == 2, pair.array?.count == 2, numbers.allSatisfy({ $0 > 0 }) else {
        return reader.at(step).expected("[signal, noise], both above 0", found: pair)
      }
      levels.append(
        NoiseLevel(signal: numbers[0], noise: numbers[1], step: step, t: numbers[1] / numbers[0]))
    }
    return LevelList(levels: levels)
  }

  var json: JSON { .array(levels.map { [.number($0.signal), .number($0.noise)] }) }
  static func typeName(within bounds: Bounds?) -> String { "a list of [signal, noise]" }
  static func schema(within bounds: Bounds?) -> JSON {
    let pair: JSON = ["type": "array", "items": ["type": "number"], "minItems": 2, "maxItems": 2]
    return ["type": "array", "items": pair, "minItems": 1]
  }
}
