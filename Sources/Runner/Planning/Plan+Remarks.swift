import Foundation
import Framework

extension Plan {
  /// What there is to say of the runs, each sentence once.
  static func remarks(of runs: [RunPlan], _ library: DataLibrary) throws -> [String] {
    var said: Set<String> = []
    let all = try runs.flatMap { try $0.remarks(library) } + repetitions(of: runs)
    return all.filter { said.insert($0).inserted }
  }

  /// Runs whose units are the same, so that sweeping changed nothing.
  private static func repetitions(of runs: [RunPlan]) -> [String] {
    same(runs.map { run in (run.name, run.models.flatMap(\.units)) }).map {
      "the runs \($0) and \($1) are one: what differs between them changes no number"
    }
  }

  /// Each name whose units an earlier one has, with the first of these.
  fileprivate static func same(_ candidates: [(name: String, units: [Unit])]) -> [(String, String)]
  {
    var first: [[String]: String] = [:]
    return candidates.compactMap { name, units in
      guard !units.isEmpty else { return nil }
      if let other = first[units.map(\.id)] { return (other, name) }
      first[units.map(\.id)] = name
      return nil
    }
  }
}

extension RunPlan {
  fileprivate func remarks(_ library: DataLibrary) throws -> [String] {
    var remarks = try library.load(spec.dataset).collection.remarks
    if case .forward(let split, _) = spec.inputs {
      remarks += try library.remarks(of: spec.dataset, split: split)
      if split == spec.dataset.options.split {
        remarks.append(
          "the noised images are of the split \"\(split.rawValue)\", which denoisers are fitted to: "
            + "unless \"limit\" and \"offset\" keep the two apart, they have seen the answers")
      }
    }
    for model in models {
      if let dataset = model.variant.dataset {
        remarks += try library.load(dataset).collection.remarks
      }
      remarks += try model.variant.denoiser.make.remarks(spec.levels).map {
        "\(model.variant.label): \($0)"
      }
      remarks += try self.remarks(onClassesOf: model)
    }
    remarks += Plan.same(variants.map { ($0.variant.label, $0.units) }).map {
      "\($0) and \($1) are one: what differs between them changes no number"
    }
    return remarks + givenRemarks + [startRemark, seedRemark, calibrationRemark].compactMap { $0 }
  }

  /// Signal in units of the noise from which on an image is more than noise: a little more than that
  /// of the coarsest usual grids.
  private static let largestStart = 0.15

  /// Whether the samples start from noise alone although the first level has a signal.
  private var startRemark: String? {
    guard task != nil, startsFromNoise, let first = spec.levels.first,
      first.signal > Self.largestStart * first.noise
    else { return nil }
    func text(_ value: Double) -> String { String(format: "%.3g", value) }
    return "sampling starts from noise alone at t = \(text(first.t)) (\(spec.schedule.name), "
      + "\(spec.levels.count) step\(spec.levels.count == 1 ? "" : "s")), where noisy images have the "
      + "signal \(text(first.signal)) and the noise \(text(first.noise))"
  }

  private var startsFromNoise: Bool {
    switch source {
    case .seeded, .noise: true
    case .forward, .given: false
    }
  }

  /// Whether a swept seed meets samples that were given.
  private var seedRemark: String? {
    guard spec.swept.contains(where: { "\($0.path)" == "seed" }) else { return nil }
    switch source {
    case .seeded, .forward: return nil
    case .noise, .given:
      return "\"seed\" is swept, but the samples start from \(givenName) whatever it is; only "
        + "denoisers that draw random numbers themselves can differ between these runs"
    }
  }

  // MARK: Given samples

  private var givenName: String {
    switch spec.inputs {
    case .npy: "the given inputs"
    default: spec.noise == nil ? "the noise of the reference's recording" : "the given noise"
    }
  }

  /// Whether given samples are scaled otherwise than their levels say.
  private var givenRemarks: [String] {
    switch source {
    case .seeded, .forward: return []
    case .noise(let noise):
      return remark(on: noise, "", signal: 0, noise: 1).map { [$0] } ?? []
    case .given(let steps):
      return zip(spec.levels, steps).compactMap { level, images in
        remark(
          on: images, " of step \(level.step)", signal: level.signal, noise: level.noise)
      }
    }
  }

  /// Data lie in [-1, 1], so that the mean square of a X + s e is one of s² … a² + s²; a factor of 2
  /// is left to chance.
  private func remark(
    on images: ImageBatch, _ part: String, signal: Double, noise: Double
  ) -> String? {
    let square =
      images.values.reduce(0) { $0 + Double($1) * Double($1) } / Double(images.values.count)
    let (low, high) = (noise * noise, signal * signal + noise * noise)
    guard square < low / 2 || square > 2 * high else { return nil }
    func text(_ value: Double) -> String { String(format: "%.3g", value) }
    return "the mean square of \(givenName)\(part) is \(text(square)), where "
      + (signal == 0 ? "unit variance" : "\(text(low)) to \(text(high))") + " is expected"
  }
}
