extension ParameterSet {
  /// The set as a JSON Schema object; every value may be a sweep.
  static func schema(
    adding others: [(String, JSON)] = [], requiring required: [String] = []
  ) -> JSON {
    let own = descriptions.map { description -> (String, JSON) in
      var members: [(String, JSON)] = [("description", .string(description.meaning))]
      if let value = description.defaultValue { members.append(("default", value)) }
      members.append(("anyOf", [description.schema, ["$ref": "#/$defs/sweep"]]))
      return (description.key, .object(members))
    }
    let needed = required + descriptions.filter(\.isRequired).map(\.key)
    return [
      "type": "object",
      "properties": .object(others + own),
      "required": .array(needed.map(JSON.string)),
      "additionalProperties": false,
    ]
  }
}

extension Catalogue {
  /// The JSON Schema (draft 2020-12) of a spec that may name any plugin of this catalogue.
  public var schema: JSON {
    func choice(_ registry: Registry, adding others: [(String, JSON)] = []) -> JSON {
      let name: JSON = ["enum": .array(registry.names.map(JSON.string))]
      return ["anyOf": .array([name] + registry.plugins.map { pluginSchema($0, adding: others) })]
    }
    let datasetOptions = DatasetOptions.schema()["properties"]!.members!.map { ($0.key, $0.value) }
    let extra: [(String, JSON)] =
      [("label", ["type": "string"]), ("dataset", ["$ref": "#/$defs/dataset"])]
      + VariantOptions.schema()["properties"]!.members!.map { ($0.key, $0.value) }
    let definitions: [(String, JSON)] = [
      (
        "sweep",
        [
          "type": "object", "properties": ["sweep": ["type": "array", "minItems": 1]],
          "required": ["sweep"], "additionalProperties": false,
        ]
      ),
      ("dataset", choice(datasets, adding: datasetOptions)),
      ("schedule", choice(schedules)),
      ("denoiser", choice(denoisers, adding: extra)),
      ("metric", choice(metrics)),
      ("inputs", ["anyOf": .array(Inputs.schemas)]),
    ]
    var schema = SharedKeys.schema(adding: [
      ("extends", ["type": "string"]), ("$schema", ["type": "string"]),
    ])
    func one(_ definition: String) -> JSON { ["$ref": .string("#/$defs/" + definition)] }
    func list(of definition: String) -> JSON {
      ["type": "array", "items": ["anyOf": [one(definition), one("sweep")]]]
    }
    func allow(_ key: String, _ forms: [JSON]) {
      schema["properties"]?[key]?["default"] = nil
      schema["properties"]?[key]?["anyOf"] = .array(forms + [one("sweep")])
    }
    for (key, property) in taskProperties { schema["properties"]?[key] = property }
    schema["properties"]?["task"]?["anyOf"] = [["enum": .array(tasks.names.map(JSON.string))]]
    allow("dataset", [one("dataset")])
    allow("schedule", [one("schedule")])
    allow("reference", [one("denoiser"), ["const": .string(None.word)]])
    allow("denoisers", [list(of: "denoiser")])
    allow("metrics", [list(of: "metric"), ["const": .string(Default.word)]])
    allow("significance", [SignificanceOptions.schema(), ["const": .string(Default.word)]])
    allow("inputs", [one("inputs"), ["const": .string(None.word)]])
    // A spec that extends another may leave required keys to it.
    schema["required"] = nil
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Locus experiment"
    schema["$defs"] = .object(definitions)
    return schema
  }

  /// The keys that single tasks add to a spec.
  private var taskProperties: [(key: String, property: JSON)] {
    func properties<P: Plugin>(_ type: P.Type) -> [(String, JSON)] {
      P.Parameters.schema()["properties"]!.members!.map { ($0.key, $0.value) }
    }
    return tasks.plugins.flatMap { properties($0) }
  }

  private func pluginSchema(_ plugin: any Plugin.Type, adding others: [(String, JSON)]) -> JSON {
    func open<P: Plugin>(_ type: P.Type) -> JSON {
      let name: JSON = ["const": .string(type.name), "description": .string(type.summary)]
      return P.Parameters.schema(adding: [("name", name)] + others, requiring: ["name"])
    }
    return open(plugin)
  }
}
