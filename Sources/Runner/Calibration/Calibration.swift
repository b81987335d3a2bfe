import Framework

/// The search for the values of parameters with which denoisers come closest to the reference.
///
/// Every calibrated parameter becomes a sweep over its candidates in an experiment of its own, with
/// the task `denoise` at the noisy images of the reference's trajectory: the estimates of different
/// candidates are then answers to the same question. Source: Kamb & Ganguli 2025, who choose the
/// sizes of their windows so.
struct Calibration {
  /// One denoiser of the spec and what is searched for.
  struct Entry {
    /// Position in the spec's `denoisers`.
    let position: Int
    let parameters: [CalibratedParameter]
    /// Every combination of the candidates, a grid; the values in the order of the parameters.
    let combinations: [[JSON]]

    init(position: Int, parameters: [CalibratedParameter]) {
      self.position = position
      self.parameters = parameters
      // As the sweeps of a spec: the first parameter slowest.
      combinations = parameters.reduce([[]]) { combinations, parameter in
        combinations.flatMap { known in parameter.candidates.map { known + [$0] } }
      }
    }
  }

  /// The user's spec with the first candidate in every calibrated place.
  private let base: JSON
  let entries: [Entry]
  let split: CalibrationSplit
  /// The experiment whose results tell how good every candidate is.
  let experiment: Experiment

  static let metrics = (perStep: "cosine", wholeRun: "r2")

  /// - Parameters:
  ///   - spec: a merged spec with a reference.
  ///   - candidates: what to try where an entry has no sweep of its own; nil: what the plugin says.
  ///   - split: which samples choose and which test.
  /// - Throws: ``SpecIssues``, or ``RunError`` if there is nothing to calibrate.
  init(
    _ spec: JSON, candidates: [JSON]?, split: CalibrationSplit = .halves, catalogue: Catalogue,
    environment: [String: String], library: DataLibrary
  ) throws {
    guard spec["reference"] != nil else {
      throw RunError("a calibration needs a \"reference\" in the spec: what should be matched")
    }
    self.split = split
    var base = Self.singleStep(spec)
    var found: [(position: Int, searched: [(ParameterDescription, own: [JSON]?)])] = []
    for (position, entry) in (base["denoisers"]?.array ?? []).enumerated() {
      let searched = (catalogue.denoisers[entry["name"]?.string ?? ""]?.calibrated(in: entry) ?? [])
        .map { ($0, own: entry[$0.key]?["sweep"]?.array) }
      guard !searched.isEmpty else { continue }
      // The shape of the images is not known yet; the smallest image has values too.
      let pixel = ImageShape(channels: 1, height: 1, width: 1)
      for (parameter, own) in searched {
        base[path: JSONPath([.key("denoisers"), .index(position), .key(parameter.key)])] =
          own?.first ?? parameter.candidates!.values(for: pixel)[0]
      }
      found.append((position, searched))
    }
    guard !found.isEmpty else {
      let names = catalogue.denoisers.plugins.filter { !$0.calibrated(in: [:]).isEmpty }.map {
        $0.name
      }
      throw RunError(
        "no denoiser of this spec can be calibrated; those that can: \(names.joined(separator: ", "))"
      )
    }
    let probe = try Experiment(base, catalogue: catalogue, environment: environment)
    guard probe.runs.count == 1 else {
      throw RunError("a calibration is for one run; leave sweeps over whole runs out of the spec")
    }
    let shape = try library.load(probe.runs[0].dataset).collection.images.shape
    entries = try found.map { position, searched in
      Entry(
        position: position,
        parameters: try searched.map { parameter, own in
          try CalibratedParameter(parameter, candidates: own ?? candidates, in: shape)
        })
    }
    self.base = probe.resolved
    experiment = try Experiment(
      try Self.swept(probe.resolved, entries, split), catalogue: catalogue,
      environment: environment)
    guard
      experiment.runs[0].variants.count == entries.reduce(0, { $0 + $1.combinations.count })
    else {
      throw RunError(
        "a calibrated denoiser may sweep its own parameters; leave sweeps inside these, or over its "
          + "data, out of the spec")
    }
  }

  /// The spec with sweeps over everything that is tried, and over the seed where there are two.
  private static func swept(
    _ base: JSON, _ entries: [Entry], _ split: CalibrationSplit
  ) throws -> JSON {
    var swept = base
    swept["denoisers"] = .array(
      entries.map { entry in
        var denoiser = base["denoisers"]!.array![entry.position]
        // In the order of the parameters, which is that of the combinations.
        for parameter in entry.parameters { denoiser[parameter.key] = nil }
        for parameter in entry.parameters {
          denoiser[parameter.key] = ["sweep": .array(parameter.candidates)]
        }
        return denoiser
      })
    swept["seed"] = try split.seed(of: base)
    return swept
  }

  /// The spec as a comparison at given noisy images: its own, or the reference's trajectory.
  private static func singleStep(_ spec: JSON) -> JSON {
    var result = spec
    let source = spec["task"]?.string == "denoise" ? spec["inputs"]?["source"]?.string : nil
    if source != "forward" && source != "npy" { result["inputs"] = ["source": "reverse"] }
    result["task"] = "denoise"
    result["name"] = spec["name"]?.string.map { .string($0 + "-calibration") } ?? spec["name"]
    result["metrics"] = [.string(metrics.perStep), .string(metrics.wholeRun)]
    for key in ["significance", "save_arrays", "noise", "zip", "calibration", "data_shard"] {
      result[key] = nil
    }
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

  /// All denoisers of the spec with values in the places of those that were searched for.
  ///
  /// - Parameter values: by entry and parameter.
  func denoisers(_ values: [[JSON]]) -> JSON {
    var denoisers = base["denoisers"]!.array!
    for (entry, values) in zip(entries, values) {
      for (parameter, value) in zip(entry.parameters, values) {
        denoisers[entry.position][parameter.key] = value
      }
    }
    return .array(denoisers)
  }
}

/// A parameter that a calibration searches for.
struct CalibratedParameter {
  let key: String
  /// One value for each step, or one for the whole run.
  let isPerStep: Bool
  let candidates: [JSON]

  /// - Parameters:
  ///   - candidates: what to try; nil: what the plugin says.
  ///   - shape: the images'.
  /// - Throws: ``RunError`` for lists in place of the values of a step.
  init(
    _ parameter: ParameterDescription, candidates: [JSON]?, in shape: ImageShape
  ) throws {
    let candidates = candidates ?? []
    key = parameter.key
    isPerStep = parameter.isPerStep
    self.candidates =
      candidates.isEmpty ? parameter.candidates!.values(for: shape) : candidates
    guard !isPerStep || self.candidates.allSatisfy({ $0.double != nil || $0.members != nil }) else {
      throw RunError(
        "the candidates of \"\(key)\" are tried at every step; give numbers, not lists")
    }
  }
}

extension Plugin {
  /// The parameters that a calibration searches for: those that the entry sweeps, else those with
  /// candidates, unless the entry says the same by another.
  static func calibrated(in entry: JSON) -> [ParameterDescription] {
    let swept = Parameters.descriptions.filter {
      entry[$0.key]?["sweep"]?.array.map { !$0.isEmpty } ?? false
    }
    guard swept.isEmpty else { return swept }
    return Parameters.descriptions.filter { parameter in
      let others = Parameters.alternatives.filter { $0.contains(parameter.key) }.flatMap { $0 }
      return parameter.candidates != nil
        && !others.contains {
          $0 != parameter.key && (entry[$0].map { $0.string != None.word } ?? false)
        }
    }
  }
}
