import Foundation
import Framework

/// Specs, configs of networks, and other JSON.
enum JSONInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    let start = file.data.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    return file.hasEnding("json") || start == UInt8(ascii: "{") || start == UInt8(ascii: "[")
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let bytes = [UInt8](file.data)
    try JSONParser.checkSize(of: bytes, file: file.url.path, fileSize: bytes.count)
    let json = try JSONParser.parse(writtenByPython: bytes, file: file.url.path)
    func has(_ keys: String...) -> Bool { keys.contains { json[$0] != nil } }
    var inspection = Inspection("JSON: \(json.kindName)")
    if has("task", "denoisers", "extends"), has("version", "extends") {
      inspection.kind = "a spec of Locus"
      for key in ["name", "task", "dataset", "schedule", "reference"] {
        inspection.add(key, json[key])
      }
      let denoisers = json["denoisers"]?.array?.compactMap { $0["name"]?.string ?? $0.string }
      inspection.add("denoisers", denoisers.map { .array($0.map(JSON.string)) })
      inspection.meaning = "an experiment: locus run \(file.url.relativePath)"
    } else if has("beta_schedule", "prediction_type", "num_train_timesteps"), !has("in_channels") {
      inspection.kind = "the config of a scheduler of diffusers"
      inspection.add("config", json)
      inspection.meaning = "what unet reads beside the config of a network"
    } else if has("architecture", "init_kwargs")
      || has("_class_name") && has("in_channels", "sample_size")
    {
      inspection.kind = "the config of a network"
      inspection.add("config", json)
    } else if let members = json.members {
      inspection.add("keys", .array(members.prefix(40).map { .string($0.key) }))
    } else if let values = json.array {
      inspection.add("entries", .integer(values.count))
    }
    return inspection
  }
}
