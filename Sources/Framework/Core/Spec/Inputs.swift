/// Where noisy images come from, for tasks that do not sample them.
public enum Inputs: Sendable {
  /// Held-out images of the run's data set, noised by the forward process.
  case forward(split: Split, offset: Int)
  /// The reference's own reverse process.
  case reverse
  /// Each candidate's own reverse process, at which the reference is evaluated too.
  case candidate
  /// Given images [steps, samples, c, h, w], at given levels or the schedule's.
  case npy(path: FilePath, levels: [NoiseLevel]?)

  /// The name in `samples.csv`.
  public var mode: String {
    switch self {
    case .forward: "forward"
    case .reverse: "reverse"
    case .candidate: "single_step"
    case .npy: "npy"
    }
  }
}

/// The kinds of ``Inputs``, as `source` in a spec.
public enum InputSource: String, ChoiceParameter {
  case forward, reverse, candidate, npy

  /// Whether the images are those of a reverse process, which needs a reference.
  var needsReference: Bool { self == .reverse || self == .candidate }
}

// MARK: - Reading

extension Inputs {
  struct ForwardKeys: ParameterSet {
    @Parameter("Split of the run's data set that is noised.")
    var split = Split.test
    @Parameter("Images passed over first.", in: 0...)
    var offset = 0
  }

  struct NpyKeys: ParameterSet {
    @Parameter("Array [steps, samples, c, h, w] of noisy images.")
    var path: FilePath
    @Parameter("One [signal, noise] for each step of the array; default: the schedule's.")
    var levels = Either<LevelList, Default>.absent
  }

  /// Reads `{"source": …, …}`; nil if something is wrong, which has then been reported.
  static func read(_ json: JSON, with reader: ParameterReader) -> Inputs? {
    guard let source = json["source"] else {
      reader.report(
        "the required key \"source\" is missing: forward, reverse, candidate or npy"
          + json.sweepHint, at: json)
      return nil
    }
    switch InputSource.read(source, within: nil, with: reader.at("source")) {
    case nil: return nil
    case .forward:
      return ForwardKeys.read(json, with: reader, sharedWith: ["source"])
        .map { .forward(split: $0.split, offset: $0.offset) }
    case .reverse:
      reader.refuseUnknownKeys(of: json, known: ["source"])
      return .reverse
    case .candidate:
      reader.refuseUnknownKeys(of: json, known: ["source"])
      return .candidate
    case .npy:
      return NpyKeys.read(json, with: reader, sharedWith: ["source"])
        .map { .npy(path: $0.path, levels: $0.levels.value.map(\.levels)) }
    }
  }

  /// The forms of `inputs` as JSON Schema.
  static var schemas: [JSON] {
    func schema(_ source: InputSource, _ keys: (some ParameterSet).Type) -> JSON {
      keys.schema(
        adding: [("source", ["const": .string(source.rawValue)])], requiring: ["source"])
    }
    return [
      schema(.forward, ForwardKeys.self), schema(.reverse, NoParameters.self),
      schema(.candidate, NoParameters.self), schema(.npy, NpyKeys.self),
    ]
  }
}

/// Noise levels given as [[signal, noise], …].
struct LevelList: ParameterType {
  let levels: [NoiseLevel]

  static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> LevelList? {
    guard let pairs = json.array, !pairs.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    var levels: [NoiseLevel] = []
    for (step, pair) in pairs.enumerated() {
      let numbers = pair.array?.compactMap(\.double) ?? []
      guard numbers.count == 2, pair.array?.count == 2, numbers.allSatisfy({ $0 > 0 }) else {
        return reader.at(step).expected("[signal, noise], both above 0", found: pair)
      }
      levels.append(
        NoiseLevel(signal: numbers[0], noise: numbers[1], step: step, t: numbers[1] / numbers[0]))
    }
    return LevelList(levels: levels)
  }

  var json: JSON { .array(levels.map { [.number($0.signal), .number($0.noise)] }) }
  static func typeName(within bounds: Bounds?) -> String { "a list of [signal, noise]" }
  static func schema(within bounds: Bounds?) -> JSON {
    let pair: JSON = ["type": "array", "items": ["type": "number"], "minItems": 2, "maxItems": 2]
    return ["type": "array", "items": pair, "minItems": 1]
  }
}
