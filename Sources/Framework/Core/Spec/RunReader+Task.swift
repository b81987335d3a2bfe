extension RunReader {
  /// Checks that the spec has the keys that its task needs, and none that it does not use.
  func check(_ task: TaskRequest) {
    func report(_ message: String, _ key: String) {
      reader.at(key).report(message, at: spec[key] ?? spec)
    }
    let keys = task.keys
    for key in SpecKey.allCases where !keys.takes.contains(key) && isGiven(key.rawValue) {
      // What is made from noise says more of this.
      if key == .dataShard, keys.takes.contains(.noise) { continue }
      report(unused(key.rawValue, by: task, others: catalogue.tasks(taking: key)), key.rawValue)
    }
    let own = task.parameters.members!.map(\.key)
    for (key, others) in catalogue.taskParameters
    where spec[key] != nil && !own.contains(key) {
      report(unused(key, by: task, others: others), key)
    }
    if keys.needs.contains(.denoisers), spec["denoisers"]?.array?.isEmpty ?? true {
      let hint = spec["denoisers"]?.sweepHint ?? ""
      report("expected a list with at least one denoiser, e.g. [\"optimal\"]\(hint)", "denoisers")
    }
    for key in keys.needs where key != .denoisers && !isGiven(key.rawValue) {
      let example = key == .inputs ? ", e.g. {\"source\": \"forward\"}" : ""
      report("the task \"\(task.name)\" needs \(key.rawValue)\(example)", key.rawValue)
    }
    if keys.takes.contains(.inputs) { checkInputs(task) }
    if keys.asksWeights { checkWeights(task) }
  }

  /// Every denoiser has to have weights, if that is what the task asks for.
  private func checkWeights(_ task: TaskRequest) {
    func hasWeights(_ plugin: any Plugin.Type) -> Bool { plugin is any SoftmaxDenoiser.Type }
    for (index, entry) in (spec["denoisers"]?.array ?? []).enumerated() {
      guard let name = entry["name"]?.string ?? entry.string,
        let plugin = catalogue.denoisers[name], !hasWeights(plugin)
      else { continue }
      let others = catalogue.denoisers.plugins.filter(hasWeights).map { $0.name }
      reader.at("denoisers").at(index).report(
        "\"\(name)\" has no weights of training images, which the task \"\(task.name)\" asks for; "
          + "leave it out (\(others.spoken()) have)", at: entry)
    }
  }

  private func checkInputs(_ task: TaskRequest) {
    let source = value("inputs", unless: None.self)?["source"]?.string.flatMap(InputSource.init)
    let allowed = task.keys.inputSources
    if let source, !allowed.contains(source) {
      reader.at("inputs").report(
        "the task \"\(task.name)\" takes inputs from \(allowed.map(\.rawValue).spoken("or"))",
        at: spec["inputs"])
    } else if let source, source.needsReference, referenceEntry == nil {
      reader.at("inputs").report(
        "inputs from \"\(source.rawValue)\" need a \"reference\" in the spec", at: spec["inputs"])
    } else if task.keys.onlyInputsUseReference, referenceEntry != nil,
      source?.needsReference != true
    {
      let sources = allowed.filter(\.needsReference).map(\.rawValue)
      reader.at("reference").report(
        "the task \"\(task.name)\" uses a reference for inputs from \(sources.spoken("or")) only; "
          + "list it among the denoisers",
        at: referenceEntry)
    }
  }

  /// Whether a key says more than that it is left out.
  private func isGiven(_ key: String) -> Bool {
    guard let json = spec[key] else { return false }
    return json.string != None.word && json.string != Default.word
  }

  private func unused(_ key: String, by task: TaskRequest, others: [String]) -> String {
    let advice = "the task \"\(task.name)\" does not use this key; leave it out"
    guard !others.isEmpty else { return advice }
    return advice
      + ", or change the task: \(others.spoken()) \(others.count == 1 ? "uses" : "use") it"
  }
}

extension Catalogue {
  private var specTasks: [any SpecTask.Type] {
    tasks.plugins.compactMap { $0 as? any SpecTask.Type }
  }

  /// Names of the tasks that take a shared key.
  func tasks(taking key: SpecKey) -> [String] {
    specTasks.filter { $0.keys.takes.contains(key) }.map { $0.name }
  }

  /// Names of the tasks that need a shared key.
  func tasks(needing key: SpecKey) -> [String] {
    specTasks.filter { $0.keys.needs.contains(key) }.map { $0.name }
  }

  /// The keys that single tasks add to a spec, with the names of these tasks.
  var taskParameters: [(key: String, tasks: [String])] {
    func keys<P: Plugin>(_ type: P.Type) -> [String] { P.Parameters.keys }
    var found: [(key: String, tasks: [String])] = []
    for task in specTasks {
      for key in keys(task) {
        if let index = found.firstIndex(where: { $0.key == key }) {
          found[index].tasks.append(task.name)
        } else {
          found.append((key, [task.name]))
        }
      }
    }
    return found
  }
}
