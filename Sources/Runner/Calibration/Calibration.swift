import Framework

/// The search for the values of parameters with which denoisers come closest to the reference.
///
/// Every calibrated parameter becomes a sweep over its candidates in an experiment of its own, with
/// the task `denoise` at the noisy images of the reference's trajectory: the estimates of different
/// candidates are then answers to the same question. Source: Kamb & Ganguli 2025, who choose the
/// sizes of their windows so.
struct Calibration {
  /// One denoiser of the spec and the parameter that is searched for.
  struct Entry {
    /// Position in the spec's `denoisers`.
    let position: Int
    let key: String
    /// One value for each step, or one for the whole run.
    let isPerStep: Bool
    let candidates: [JSON]
  }

  /// The user's spec with the first candidate in every calibrated place.
  private let base: JSON
  let entries: [Entry]
  /// The experiment whose results tell how good every candidate is.
  let experiment: Experiment

  static let metrics = (perStep: "cosine", wholeRun: "r2")

  /// - Parameters:
  ///   - spec: a merged spec with a reference.
  ///   - candidates: what to try where an entry has no sweep of its own; nil: what the plugin says.
  /// - Throws: ``SpecIssues``, or ``RunError`` if there is nothing to calibrate.
  init(
    _ spec: JSON, candidates: [JSON]?, catalogue: Catalogue, environment: [String: String],
    library: DataLibrary
  ) throws {
    guard spec["reference"] != nil else {
      throw RunError("a calibration needs a \"reference\" in the spec: what should be matched")
    }
    var base = Self.singleStep(spec)
    var found: [(entry: Entry, candidates: Candidates)] = []
    for (position, entry) in (base["denoisers"]?.array ?? []).enumerated() {
      let name = entry["name"]?.string ?? ""
      guard
        let parameter = catalogue.denoisers[name]?.calibrated, let known = parameter.candidates
      else { continue }
      let own = entry[parameter.key]?["sweep"]?.array
      // The shape of the images is not known yet; the smallest image has values too.
      let pixel = ImageShape(channels: 1, height: 1, width: 1)
      base[path: JSONPath([.key("denoisers"), .index(position), .key(parameter.key)])] =
        known.values(for: pixel)[0]
      found.append(
        (
          Entry(
            position: position, key: parameter.key, isPerStep: parameter.isPerStep,
            candidates: own ?? candidates ?? []), known
        ))
    }
    guard !found.isEmpty else {
      let names = catalogue.denoisers.plugins.filter { $0.calibrated != nil }.map { $0.name }
      throw RunError(
        "no denoiser of this spec can be calibrated; those that can: \(names.joined(separator: ", "))"
      )
    }
    let probe = try Experiment(base, catalogue: catalogue, environment: environment)
    guard probe.runs.count == 1 else {
      throw RunError("a calibration is for one run; leave sweeps over whole runs out of the spec")
    }
    let shape = try library.load(probe.runs[0].dataset).collection.images.shape
    entries = found.map { entry, known in
      Entry(
        position: entry.position, key: entry.key, isPerStep: entry.isPerStep,
        candidates: entry.candidates.isEmpty ? known.values(for: shape) : entry.candidates)
    }
    for entry in entries
    where entry.isPerStep && !entry.candidates.allSatisfy({ $0.double != nil || $0.members != nil })
    {
      throw RunError(
        "the candidates of \"\(entry.key)\" are tried at every step; give numbers, not lists")
    }
    self.base = probe.resolved
    var swept = base
    swept["denoisers"] = .array(
      entries.map { entry in
        var denoiser = base["denoisers"]!.array![entry.position]
        denoiser[entry.key] = ["sweep": .array(entry.candidates)]
        return denoiser
      })
    experiment = try Experiment(swept, catalogue: catalogue, environment: environment)
    guard
      experiment.runs[0].variants.count == entries.reduce(0, { $0 + $1.candidates.count })
    else {
      throw RunError("a calibrated denoiser may sweep the parameter that is searched for, no other")
    }
  }

  /// The spec as a comparison at given noisy images: its own, or the reference's trajectory.
  private static func singleStep(_ spec: JSON) -> JSON {
    var result = spec
    let source = spec["task"]?.string == "denoise" ? spec["inputs"]?["source"]?.string : nil
    if source != "forward" && source != "npy" { result["inputs"] = ["source": "reverse"] }
    result["task"] = "denoise"
    result["name"] = spec["name"]?.string.map { .string($0 + "-calibration") } ?? spec["name"]
    result["metrics"] = [.string(metrics.perStep), .string(metrics.wholeRun)]
    for key in ["significance", "save_arrays", "noise", "zip"] { result[key] = nil }
    // A name alone may stand for an entry.
    if let entries = spec["denoisers"]?.array {
      result["denoisers"] = .array(
        entries.map { entry in
          guard entry.string != nil else { return entry }
          return JSON(.object([JSON.Member("name", entry)]), at: entry.location)
        })
    }
    return result
  }

  /// The label of an entry in the spec.
  func label(of entry: Entry) -> String {
    let denoiser = base["denoisers"]!.array![entry.position]
    return denoiser["label"]?.string ?? denoiser["name"]?.string ?? ""
  }

  /// All denoisers of the spec with the values that were found, for a spec to extend.
  func fragment(_ values: [JSON]) -> JSON {
    var denoisers = base["denoisers"]!.array!
    for (entry, value) in zip(entries, values) { denoisers[entry.position][entry.key] = value }
    return ["denoisers": .array(denoisers)]
  }
}

extension Plugin {
  /// The parameter that a calibration searches for, if the plugin has one.
  static var calibrated: ParameterDescription? {
    Parameters.descriptions.first { $0.candidates != nil }
  }
}
