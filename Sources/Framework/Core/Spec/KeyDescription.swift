/// A key at a spec's top level, as `describe` shows it.
package struct KeyDescription: Sendable {
  package let parameter: ParameterDescription
  /// Names of the tasks that take it; nil for a key of every spec.
  package let tasks: [String]?
  /// Names of the tasks that cannot do without it.
  package var neededBy: [String] = []
  /// Keys of its value where that is an object, by what they belong to.
  package var parts: [(title: String, parameters: [ParameterDescription])] = []
  /// What else may stand there.
  package var note: String?
}

extension Catalogue {
  /// Every key that a spec may have with these tasks.
  package var keys: [KeyDescription] {
    let shared = SharedKeys.descriptions.map { parameter -> KeyDescription in
      let key = SpecKey(rawValue: parameter.key)
      return KeyDescription(
        parameter: parameter, tasks: key.map { self.tasks(taking: $0) },
        neededBy: key.map { self.tasks(needing: $0) } ?? [],
        parts: Self.parts(of: parameter.key), note: Self.note(on: parameter.key))
    }
    let own = taskParameters.compactMap { key, names -> KeyDescription? in
      func find<P: Plugin>(_ type: P.Type) -> ParameterDescription? {
        P.Parameters.descriptions.first { $0.key == key }
      }
      return tasks[names[0]].flatMap { find($0) }.map {
        KeyDescription(parameter: $0, tasks: names)
      }
    }
    return shared + own + Self.others
  }

  private static func parts(
    of key: String
  ) -> [(title: String, parameters: [ParameterDescription])] {
    switch key {
    case "dataset": [("every data set takes", DatasetOptions.descriptions)]
    case "significance": [("its keys", SignificanceOptions.descriptions)]
    case "inputs":
      [
        ("\"source\": \"forward\", noised images of the data set", Inputs.ForwardKeys.descriptions),
        ("\"source\": \"reverse\", along the reference's own reverse process", []),
        ("\"source\": \"candidate\", along each candidate's own reverse process", []),
        ("\"source\": \"npy\", given noisy images", Inputs.NpyKeys.descriptions),
      ]
    default: []
    }
  }

  private static func note(on key: String) -> String? {
    switch key {
    case "task": "`locus list tasks` shows them."
    case "dataset": "{\"name\": …}; `locus list datasets` shows them."
    case "schedule": "{\"name\": …}; `locus list schedules` shows them."
    case "metrics": "[\"r2\", {\"name\": …}]; `locus list metrics` shows them."
    case "reference": "{\"name\": …} or a name; `locus list denoisers` shows them."
    case "denoisers":
      "[{\"name\": …, \"label\": …, \"dataset\": …}, …]; `locus list denoisers` shows the names. "
        + "Without a label the name is used, without a data set the run's."
    default: nil
    }
  }

  /// What is dealt with before a spec is read.
  private static var others: [KeyDescription] {
    func key(_ name: String, _ meaning: String, _ type: String) -> KeyDescription {
      KeyDescription(
        parameter: ParameterDescription(
          key: name, meaning: meaning, type: type, schema: [:], defaultValue: JSON(.null),
          presets: [], candidates: nil, isPerStep: false), tasks: nil)
    }
    return [
      key("extends", "A spec whose keys hold where this one has none.", "a path"),
      key("$schema", "For editors; ignored.", "a string"),
      key(
        "sweep", "{\"sweep\": […]} in place of any value: one run or variant for each of them.",
        "a list of values"),
    ]
  }
}
