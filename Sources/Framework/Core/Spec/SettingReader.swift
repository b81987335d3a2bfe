/// Reads one setting of a spec: the spec with a value chosen for every run-wide sweep.
struct SettingReader {
  let spec: JSON
  let swept: Assignment
  let sweeps: Sweeps
  let catalogue: Catalogue
  let reader: ParameterReader

  /// The setting, or nil if something is wrong; every issue has then been reported.
  func read() -> Setting? {
    let before = reader.issues.reports
    // Whatever is wrong with one key, the others are read too: all errors are reported together.
    let keys = SpecKeys.read(spec, with: reader, sharedWith: nil)
    let dataset = spec["dataset"].flatMap { catalogue.dataset($0, with: reader.at("dataset")) }
    let schedule = catalogue.schedule(
      spec["schedule"] ?? SpecKeys.defaultSchedule, with: reader.at("schedule"))
    let inputs = readInputs()
    var levels = schedule?.make.levels
    if case .npy(_, let given?) = inputs { levels = given }
    let (reference, variants) = readModels(levels: levels)
    let metrics = compares ? readMetrics() : []
    let significance = compares ? readSignificance(labels: variants.map { $0?.label }) : nil
    checkTask()
    guard reader.issues.reports == before, let keys, let dataset, let schedule else { return nil }
    return Setting(
      name: Label.text(of: swept, paths: reader.issues.portablePaths) { "\($0)" }, swept: swept,
      task: keys.task, dataset: dataset, schedule: schedule,
      samples: keys.samples.value, seed: keys.seed, noise: keys.noise.value,
      inputs: inputs ?? (keys.task == .sensitivity ? .forward(split: .test, offset: 0) : nil),
      pixels: keys.pixels,
      reference: reference, variants: variants.compactMap { $0 }, metrics: metrics,
      significance: significance, saveArrays: keys.saveArrays)
  }

  /// The value of a key that may be left out, or hold the word that stands for leaving it out.
  private func value<Word: AbsenceWord>(_ key: String, unless word: Word.Type) -> JSON? {
    guard let json = spec[key], json.string != Word.word else { return nil }
    return json
  }

  private var referenceEntry: JSON? { value("reference", unless: None.self) }
  private var task: TaskKind? { spec["task"]?.string.flatMap(TaskKind.init) }
  /// Whether the task compares models with a reference.
  private var compares: Bool { task != .sensitivity }

  // MARK: Denoisers

  /// The reference, and every variant or nil for one that is wrong.
  private func readModels(levels: [NoiseLevel]?) -> (reference: Variant?, variants: [Variant?]) {
    let reader = ParameterReader(
      issues: reader.issues, levels: levels, environment: reader.environment,
      catalogue: catalogue)
    let reference = referenceEntry.flatMap {
      variant($0, choice: [], with: reader.at("reference"))
    }
    var variants: [Variant?] = []
    var labels: [String: Int] = [:]
    for (index, entry) in (spec["denoisers"]?.array ?? []).enumerated() {
      let here = reader.at("denoisers").at(index)
      for choice in Sweeps.product(of: sweeps.variants[index] ?? []) {
        let chosen = spec.applying(choice)["denoisers"]?.array?[index] ?? entry
        let variant = variant(chosen, choice: choice, with: here)
        variants.append(variant)
        guard let label = variant?.label else { continue }
        if let other = labels.updateValue(index, forKey: label) {
          here.report(
            other == index
              ? "the sweep makes \"\(label)\" twice; "
                + Label.adviceOnRepetition(choice, paths: reader.issues.portablePaths)
              : "the label \"\(label)\" is taken by denoisers[\(other)]; give one of them another "
                + "\"label\"", at: entry["label"] ?? entry)
        }
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
      label: Label.adding(choice, to: name, paths: reader.issues.portablePaths),
      denoiser: request, dataset: dataset ?? nil)
  }

  // MARK: Inputs

  private func readInputs() -> Inputs? {
    guard let json = value("inputs", unless: None.self), json.members != nil else { return nil }
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

  enum InputSource: String, ChoiceParameter { case forward, reverse, candidate, npy }

  struct ForwardKeys: ParameterSet {
    @Parameter("Split of the run's data set that is noised.")
    var split = Split.test
    @Parameter("Images passed over first.", in: 0...)
    var offset = 0
  }

  struct NpyKeys: ParameterSet {
    @Parameter("Array [steps, samples, c, h, w] of noisy images.")
    var path: FilePath
    @Parameter("One [signal, noise] for each step of the array; default: the schedule's.")
    var levels = Either<LevelList, Default>.absent
  }

  /// The forms of `inputs` as JSON Schema.
  static var inputSchemas: [JSON] {
    func schema(_ source: InputSource, _ keys: (some ParameterSet).Type) -> JSON {
      keys.schema(
        adding: [("source", ["const": .string(source.rawValue)])], requiring: ["source"])
    }
    return [
      schema(.forward, ForwardKeys.self), schema(.reverse, NoParameters.self),
      schema(.candidate, NoParameters.self), schema(.npy, NpyKeys.self),
    ]
  }

  // MARK: Comparison

  private func readMetrics() -> [MetricRequest] {
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
      if metrics.contains(where: { $0.name == metric.name }) {
        here.at(index).report(
          "the metric \"\(metric.name)\" stands twice; remove one of them", at: entry)
      }
      metrics.append(metric)
    }
    return metrics
  }

  /// - Parameter labels: the variants' labels, nil for a variant that could not be read.
  private func readSignificance(labels read: [String?]) -> SignificanceOptions? {
    let here = reader.at("significance")
    guard let json = value("significance", unless: Default.self) else {
      return referenceEntry != nil && read.count > 1 ? SignificanceOptions() : nil
    }
    guard json.members != nil, let options = SignificanceOptions.read(json, with: here) else {
      return nil
    }
    guard referenceEntry != nil else {
      here.report(
        "t-tests compare metrics, and this spec has no reference; add a \"reference\" or leave "
          + "\"significance\" out", at: json)
      return nil
    }
    let labels = read.compactMap { $0 }
    // The label of a variant that could not be read may be the one that is meant.
    guard labels.count == read.count else { return options }
    func check(_ label: String, _ key: String, _ value: JSON?) {
      guard !labels.contains(label) else { return }
      let hint = NearestName.hint(label, among: labels, called: "labels")
      here.at(key).report("there is no variant \"\(label)\"\(hint)", at: value)
    }
    if let candidate = options.candidate.value {
      check(candidate, "candidate", json["candidate"])
    }
    for label in options.against.value ?? [] { check(label, "against", json["against"]) }
    if let against = options.against.value, let candidate = options.candidate.value ?? labels.last,
      !against.contains(where: { $0 != candidate })
    {
      here.at("against").report(
        "names no variant but the candidate \"\(candidate)\"; name those to compare it with",
        at: json["against"])
    }
    return options
  }

  private func checkTask() {
    guard let task else { return }
    func report(_ message: String, _ key: String) {
      reader.at(key).report(message, at: spec[key] ?? spec)
    }
    func refuse(_ keys: [String]) {
      for key in keys where spec[key] != nil {
        report("the task \"\(task.rawValue)\" does not use this key; leave it out", key)
      }
    }
    if task != .sensitivity, spec["pixels"] != nil {
      report(
        "pixels belong to the task \"sensitivity\"; leave them out or change the task", "pixels")
    }
    if task.needsDataOnly {
      return refuse(["denoisers", "reference", "inputs", "noise", "metrics", "significance"])
    }
    if spec["denoisers"]?.array?.isEmpty ?? true {
      report("expected a list with at least one denoiser, e.g. [\"optimal\"]", "denoisers")
    }
    let inputs = value("inputs", unless: None.self)
    switch task {
    case .generate:
      if inputs != nil {
        report("inputs belong to the task \"denoise\"; leave them out or change the task", "inputs")
      }
    case .denoise:
      if inputs == nil {
        report("the task \"denoise\" needs inputs, e.g. {\"source\": \"forward\"}", "inputs")
      }
      if value("noise", unless: None.self) != nil {
        report("noise belongs to the task \"generate\"; leave it out or change the task", "noise")
      }
      if let source = inputs?["source"]?.string, ["reverse", "candidate"].contains(source),
        referenceEntry == nil
      {
        report("inputs from \"\(source)\" need a \"reference\" in the spec", "inputs")
      }
    case .sensitivity:
      refuse(["noise", "metrics", "significance", "save_arrays"])
      switch inputs?["source"]?.string {
      case "reverse":
        if referenceEntry == nil {
          report("inputs from \"reverse\" need a \"reference\" in the spec", "inputs")
        }
      case "candidate":
        report(
          "the task \"sensitivity\" takes inputs from \"forward\", \"reverse\" or \"npy\"", "inputs"
        )
      default:
        if referenceEntry != nil {
          report(
            "the task \"sensitivity\" uses a reference for inputs from \"reverse\" only; list it "
              + "among the denoisers", "reference")
        }
      }
    case .spectrum, .images: break
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
