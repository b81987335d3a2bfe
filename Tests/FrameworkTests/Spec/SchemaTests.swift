import Testing

@testable import Framework

@Suite struct SchemaTests {
  @Test func everyTopLevelKeyIsDescribed() throws {
    let properties = try #require(SpecFixture.catalogue().schema["properties"]?.members)
    #expect(Set(properties.map(\.key)) == Set(SharedKeys.keys + SharedKeys.others + ["spot"]))
    for property in properties where !SharedKeys.others.contains(property.key) {
      #expect(property.value["description"]?.string?.isEmpty == false, "\(property.key)")
      #expect(property.value["anyOf"]?.array?.isEmpty == false, "\(property.key)")
    }
  }

  @Test func unknownKeysAreRefused() throws {
    let schema = try SpecFixture.catalogue().schema
    #expect(schema["additionalProperties"] == false)
    #expect(schema["$defs"]?["sweep"]?["additionalProperties"] == false)
    for kind in ["dataset", "schedule", "denoiser", "metric", "inputs"] {
      for form in try #require(schema["$defs"]?[kind]?["anyOf"]?.array) where form["enum"] == nil {
        #expect(form["additionalProperties"] == false, "\(kind)")
      }
    }
  }

  @Test func entriesHoldTheirParametersAndSharedKeys() throws {
    let forms = try #require(
      SpecFixture.catalogue().schema["$defs"]?["denoiser"]?["anyOf"]?.array)
    #expect(forms[0] == ["enum": ["blur", "keyed"]])
    let keyed = forms[2]
    #expect(
      keyed["properties"]?.members?.map(\.key) == [
        "name", "label", "dataset", "role", "within_class", "size",
      ])
    #expect(keyed["required"] == ["name", "size"])
    #expect(keyed["properties"]?["name"]?["const"] == "keyed")
    #expect(
      keyed["properties"]?["size"] == [
        "description": "A size.",
        "anyOf": [["type": "integer", "minimum": 1, "maximum": 9], ["$ref": "#/$defs/sweep"]],
      ])
  }

  /// Every `$ref` leads somewhere.
  @Test func referencesResolve() throws {
    let schema = try SpecFixture.catalogue().schema
    var references: Set<String> = []
    func collect(_ json: JSON) {
      for member in json.members ?? [] {
        if member.key == "$ref", let text = member.value.string { references.insert(text) }
        collect(member.value)
      }
      for value in json.array ?? [] { collect(value) }
    }
    collect(schema)
    #expect(references.count == 6)
    for reference in references {
      let name = try #require(reference.split(separator: "/").last.map(String.init))
      #expect(schema["$defs"]?[name] != nil, "\(reference)")
    }
  }
}
