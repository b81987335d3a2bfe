/// Reads one run of a spec: the spec with a value chosen for every run-wide sweep.
struct RunReader {
  let spec: JSON
  let swept: Assignment
  let sweeps: Sweeps
  let catalogue: Catalogue
  let reader: ParameterReader

  /// The run, or nil if something is wrong; every issue has then been reported.
  func read() -> RunSpec? {
    let before = reader.issues.reports
    // Whatever is wrong with one key, the others are read too: all errors are reported together.
    let shared = SharedKeys.read(spec, with: reader, sharedWith: nil)
    let task = spec["task"].flatMap { catalogue.task($0, of: spec, with: reader) }
    let takes = task?.keys.takes ?? Set(SpecKey.allCases)
    let dataset = spec["dataset"].flatMap { catalogue.dataset($0, with: reader.at("dataset")) }
    let schedule = catalogue.schedule(
      spec["schedule"] ?? SharedKeys.defaultSchedule, with: reader.at("schedule"))
    let inputs = readInputs()
    var levels = schedule?.make.levels
    if case .npy(_, let given?) = inputs { levels = given }
    let (reference, variants) = readModels(levels: levels)
    let metrics = takes.contains(.metrics) ? readMetrics() : []
    let significance =
      takes.contains(.significance) ? readSignificance(of: variants, by: metrics.map(\.label)) : nil
    if let task { check(task) }
    if let task, value("data_shard", unless: None.self) != nil { checkDataShard(task, variants) }
    if let shared, let task { checkClasses(shared, inputs ?? task.keys.defaultInputs, variants) }
    guard reader.issues.reports == before, let shared, let task, let dataset, let schedule else {
      return nil
    }
    return RunSpec(
      name: Label.text(of: swept, paths: reader.issues.portablePaths) { "\($0)" }, swept: swept,
      task: task, dataset: dataset, schedule: schedule,
      samples: shared.samples.value, seed: shared.seed, noise: shared.noise.value,
      inputs: inputs ?? task.keys.defaultInputs,
      classes: shared.classesOfSamples, withinClass: shared.withinClass,
      reference: reference, variants: variants.compactMap { $0 }, metrics: metrics,
      significance: significance, saveArrays: shared.saveArrays,
      dataShard: shared.dataShard.value,
      calibration: shared.calibration.value?.json)
  }

  /// The value of a key that may be left out, or hold the word that stands for leaving it out.
  func value<Word: AbsenceWord>(_ key: String, unless word: Word.Type) -> JSON? {
    guard let json = spec[key], json.string != Word.word else { return nil }
    return json
  }

  var referenceEntry: JSON? { value("reference", unless: None.self) }

  private func readInputs() -> Inputs? {
    guard let json = value("inputs", unless: None.self), json.members != nil else { return nil }
    return Inputs.read(json, with: reader.at("inputs"))
  }

  // MARK: Denoisers

  /// The reference, and every variant or nil for one that is wrong.
  private func readModels(levels: [NoiseLevel]?) -> (reference: Variant?, variants: [Variant?]) {
    let reader = ParameterReader(
      issues: reader.issues, levels: levels, environment: reader.environment,
      catalogue: catalogue)
    let reference = referenceEntry.flatMap {
      variant($0, choice: [], options: [], with: reader.at("reference"))
    }
    var variants: [Variant?] = []
    var labels = TakenLabels()
    if let label = reference?.label, case .other(let problem) = labels.take(label, by: nil) {
      reader.at("reference").report(problem, at: referenceEntry)
    }
    for (index, entry) in (spec["denoisers"]?.array ?? []).enumerated() {
      let here = reader.at("denoisers").at(index)
      for choice in Sweeps.product(of: sweeps.variants[index] ?? []) {
        let chosen = spec.applying(choice)["denoisers"]?.array?[index] ?? entry
        let variant = variant(chosen, choice: choice, options: VariantOptions.keys, with: here)
        variants.append(variant)
        guard let label = variant?.label, let problem = labels.take(label, by: index) else {
          continue
        }
        let advice = Label.adviceOnRepetition(choice, paths: reader.issues.portablePaths)
        let text =
          switch problem {
          case .ownSweep: "the sweep makes \"\(label)\" twice; \(advice)"
          case .other(let text): text
          }
        here.report(text, at: entry["label"] ?? entry)
      }
    }
    return (reference, variants)
  }

  /// - Parameter options: which of ``VariantOptions`` the entry may have.
  private func variant(
    _ json: JSON, choice: Assignment, options: [String], with reader: ParameterReader
  ) -> Variant? {
    let request = catalogue.denoiser(json, sharing: ["label", "dataset"] + options, with: reader)
    if let request, request.make.answersWithCleanImages,
      value("inputs", unless: None.self)?["source"]?.string != InputSource.forward.rawValue
    {
      reader.report(
        "\"\(request.name)\" answers with the images before the noise, which are known only where "
          + "held-out images are noised: the task \"denoise\" with \"inputs\": {\"source\": "
          + "\"forward\"}", at: json)
    }
    let role = json["role"].map {
      options.isEmpty ? .study : VariantRole.read($0, within: nil, with: reader.at("role"))
    }
    let withinClass =
      options.isEmpty
      ? nil
      : json["within_class"].map {
        Either<Bool, Default>.read($0, within: nil, with: reader.at("within_class"))
      }
    let dataset = json["dataset"].map { catalogue.dataset($0, with: reader.at("dataset")) }
    let label = json["label"].map { String.read($0, within: nil, with: reader.at("label")) }
    if let label, label?.isEmpty == true {
      reader.at("label").report("a label may not be empty", at: json["label"])
    }
    guard let request, dataset.map({ $0 != nil }) ?? true, label.map({ $0 != nil }) ?? true,
      let role = role ?? .study, withinClass.map({ $0 != nil }) ?? true
    else { return nil }
    let name = Label.encoded((label ?? nil) ?? request.name)
    return Variant(
      label: Label.adding(choice, to: name, paths: reader.issues.portablePaths),
      denoiser: request, dataset: dataset ?? nil, role: role,
      withinClass: (withinClass ?? nil)?.value)
  }
}
