import Foundation
import Framework

extension ResultsFolder {
  /// Writes what describes a run and removes what a killed one left half written, or refuses to mix two experiments in one folder.
  ///
  /// - Parameters:
  ///   - replacing: whether another experiment's tables may be replaced.
  ///   - shown: how a path is shown to the user.
  /// - Throws: ``RunError`` if the folder holds another experiment, or cannot be written.
  func start(
    _ plan: Plan, _ index: ResultIndex, _ library: DataLibrary, arguments: [String],
    replacing: Bool,
    shown: (URL) -> String
  ) throws {
    try prepare()
    let (experiment, spec) = (plan.experiment, file("spec.json"))
    let known = readIndex(shown: shown)?.specHash
    if let old = json(ofFile: spec, shown: shown) {
      let isChanged = known != nil && known != ResultIndex.hash(of: old)
      if isChanged, known == ResultIndex.hash(of: experiment.resolved) {
        Terminal.say("\(shown(spec)) was changed by hand and is written anew")
      } else if isChanged {
        guard replacing else {
          throw RunError(
            "\(shown(spec)) was changed after its results were made; run a spec of your own under "
              + "another \"name\", or replace the tables with --force")
        }
        removeExports()
      }
      let differences =
        isChanged
        ? []
        : SpecDifference.between(Self.fixedPart(old), Self.fixedPart(experiment.resolved))
      if !differences.isEmpty {
        guard replacing else {
          throw RunError(
            "\(shown(url)) holds another experiment called \"\(experiment.name)\", with "
              + "\(SpecDifference.text(differences)); choose another \"name\" or --output, or "
              + "replace its tables with --force (units that both share are kept)")
        }
        removeExports()
      }
    }
    AbandonedFiles.remove(in: url)
    let provenance = try Provenance.json(
      plan, library: library, arguments: arguments)
    try AtomicFile.write(experiment.resolved.prettyText() + "\n", to: spec)
    try AtomicFile.write(index.json.prettyText() + "\n", to: file("plan.json"))
    try AtomicFile.write(provenance.prettyText() + "\n", to: file("provenance.json"))
  }

  /// What may not change while a run goes on in its folder: everything but its name, how many
  /// samples, which variants, and how they are compared.
  private static func fixedPart(_ spec: JSON) -> JSON {
    var spec = spec
    let free = [
      "name", "samples", "denoisers", "metrics", "significance", "save_arrays", "zip",
      "calibration",
      "$schema",
    ]
    for key in free { spec[key] = nil }
    return spec
  }

  /// The plan that lies there; nil if there is none that can be read.
  private func readIndex(shown: (URL) -> String) -> ResultIndex? {
    let url = file("plan.json")
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    do {
      return try ResultIndex(contentsOf: url)
    } catch {
      Terminal.say("\(shown(url)) cannot be used and is written anew: \(error)")
      return nil
    }
  }

  private func json(ofFile url: URL, shown: (URL) -> String) -> JSON? {
    guard let data = FileManager.default.contents(atPath: url.path) else { return nil }
    do {
      return try JSONParser.parse([UInt8](data), file: url.path)
    } catch {
      Terminal.say("\(shown(url)) is damaged and is written anew: \(error)")
      return nil
    }
  }
}
