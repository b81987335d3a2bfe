/// Where the class of each sample comes from.
public enum SampleClasses: ParameterType {
  /// Samples have no classes.
  case none
  /// Drawn from the run's seed with the frequencies of the data's classes; the same for all methods.
  case drawn
  /// Those of the held-out images that are noised.
  case inputs
  /// Those that the reference's recording holds.
  case recorded
  /// One for each sample.
  case list([Int])
  /// The same in an .npy file, [samples].
  case file(FilePath)

  private static let words: [(word: String, value: SampleClasses)] = [
    (None.word, .none), ("drawn", .drawn), ("inputs", .inputs), ("recorded", .recorded),
  ]

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> SampleClasses? {
    if let text = json.string {
      if let found = words.first(where: { $0.word == text }) { return found.value }
      if text.hasSuffix(".npy") {
        return FilePath.read(json, within: nil, with: reader).map { .file($0) }
      }
      let hint = NearestName.hint(text, among: words.map(\.word), called: "words")
      reader.report("expected \(typeName(within: nil)), found \"\(text)\"\(hint)", at: json)
      return nil
    }
    guard let list = json.array, !list.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    var classes: [Int] = []
    for (index, item) in list.enumerated() {
      guard let number = item.int, number >= 0 else {
        return reader.at(index).expected("a class, an integer of at least 0", found: item)
      }
      classes.append(number)
    }
    return .list(classes)
  }

  public var json: JSON {
    switch self {
    case .none: .string(None.word)
    case .drawn: "drawn"
    case .inputs: "inputs"
    case .recorded: "recorded"
    case .list(let classes): .array(classes.map(JSON.integer))
    case .file(let path): path.json
    }
  }

  public func identity() throws -> JSON {
    if case .file(let path) = self { try path.identity() } else { json }
  }

  public static var isWrittenAsString: Bool { true }
  public static func typeName(within bounds: Bounds?) -> String {
    "\"drawn\", \"inputs\", \"recorded\", a list of integers, a path to an .npy file or \"none\""
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    [
      "anyOf": [
        ["enum": .array(words.map { .string($0.word) })],
        ["type": "string", "pattern": "\\.npy$"],
        ["type": "array", "items": ["type": "integer", "minimum": 0], "minItems": 1],
      ]
    ]
  }
}

// MARK: - What the rest of a spec has to say

extension RunReader {
  /// Checks that the samples' classes can come from where the spec says, and are there where they
  /// are asked for.
  func checkClasses(_ shared: SharedKeys, _ inputs: Inputs?, _ variants: [Variant?]) {
    let key = SpecKey.classesOfSamples.rawValue
    func report(_ message: String) { reader.at(key).report(message, at: spec[key]) }
    switch shared.classesOfSamples {
    case .inputs:
      guard case .forward = inputs else {
        report(
          "\"inputs\" takes the classes of held-out images, which are there where these are noised: "
            + "the task \"denoise\" with \"inputs\": {\"source\": \"forward\"}; or take \"drawn\" or a list"
        )
        return
      }
    case .recorded where referenceEntry == nil:
      report("\"recorded\" takes the classes of the reference's recording; add a \"reference\"")
    case .list(let classes):
      guard let samples = shared.samples.value, classes.count < samples else { return }
      report(
        "there are \(classes.count) classes and \(samples) samples; give one for each sample, or lower "
          + "\"samples\"")
    case .none:
      let own = SpecKey.withinClass.rawValue
      let advice =
        "within_class needs to know the class of each sample; add \"\(key)\", e.g. \"drawn\""
      if shared.withinClass { reader.at(own).report(advice, at: spec[own]) }
      if let label = variants.compactMap({ $0 }).first(where: { $0.withinClass == true })?.label {
        reader.at("denoisers").report("\(label): \(advice)", at: spec["denoisers"])
      }
    default: break
    }
  }
}
