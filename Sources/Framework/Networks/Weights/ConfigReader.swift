import Foundation
import Framework

/// Reads a network's config and collects what is wrong with it.
final class ConfigReader {
  let json: JSON
  private let file: String
  private var problems: [String] = []
  private var known: Set<String> = ["scheduler"]

  /// The config of the scheduler, if there is one: the key `scheduler`, or else a file of its own.
  let scheduler: ConfigReader?

  /// - Throws: ``FormatError`` if a config is no JSON object.
  convenience init(_ source: NetworkSource) throws {
    let file = source.files.config.path
    var json = Self.flattened(source.config)
    var place = file + ", scheduler"
    if json.members != nil, json["scheduler"]?.isNull ?? true, let own = source.scheduler {
      json["scheduler"] = own
      place = source.files.scheduler?.path ?? place
    }
    try self.init(json, file: file, schedulerFile: place)
  }

  /// A config `{"architecture", "class", "init_kwargs": {…}}` as one object: the arguments that a
  /// network was made with, beside the names.
  static func flattened(_ json: JSON) -> JSON {
    guard let members = json["init_kwargs"]?.members else { return json }
    let names = (json.members ?? []).filter { $0.key != "init_kwargs" }
    return .object((names + members).map { ($0.key, $0.value) })
  }

  init(_ json: JSON, file: String, schedulerFile: String? = nil) throws {
    self.file = file
    self.json = json
    guard json.members != nil else {
      throw FormatError(
        file: file, problem: "the config is \(json.kindName)", advice: "give a JSON object")
    }
    guard let schedulerFile, let own = json["scheduler"], !own.isNull else {
      scheduler = nil
      return
    }
    scheduler = try ConfigReader(own, file: schedulerFile)
  }

  func report(_ problem: String) { problems.append(problem) }

  /// The value of a key; nil if it is missing or null.
  func value(_ key: String) -> JSON? {
    known.insert(key)
    guard let value = json[key], !value.isNull else { return .none }
    return value
  }

  /// An integer; `standard` where the key is missing.
  func int(_ key: String, in range: ClosedRange<Int>, standard: Int? = nil) -> Int {
    guard let value = value(key) else {
      if standard == nil { report("\"\(key)\" (an integer) is missing") }
      return standard ?? range.lowerBound
    }
    guard let number = value.int, range.contains(number) else {
      report(
        "\"\(key)\" is \(value.prettyText(width: 40)), not an integer in "
          + "[\(range.lowerBound), \(range.upperBound)]")
      return range.lowerBound
    }
    return number
  }

  /// A list of integers; `standard` where the key is missing.
  func ints(
    _ key: String, in range: ClosedRange<Int>, count: ClosedRange<Int>, standard: [Int]? = nil
  ) -> [Int] {
    guard let value = value(key) else {
      if standard == nil { report("\"\(key)\" (a list of integers) is missing") }
      return standard ?? []
    }
    let numbers = (value.array ?? []).compactMap(\.int)
    guard let list = value.array, numbers.count == list.count, count.contains(list.count),
      numbers.allSatisfy(range.contains)
    else {
      report(
        "\"\(key)\" is \(value.prettyText(width: 40)), not a list of \(count.lowerBound) to "
          + "\(count.upperBound) integers in [\(range.lowerBound), \(range.upperBound)]")
      return []
    }
    return numbers
  }

  /// A number above 0; `standard` where the key is missing.
  func positive(_ key: String, below limit: Double, standard: Double) -> Double {
    guard let value = value(key) else { return standard }
    guard let number = value.double, number > 0, number < limit else {
      report("\"\(key)\" is \(value.prettyText(width: 40)), not a number in (0, \(limit))")
      return standard
    }
    return number
  }

  /// A number in [0, 1]; `standard` where the key is missing.
  func fraction(_ key: String, standard: Double) -> Double {
    guard let value = value(key) else { return standard }
    guard let number = value.double, number >= 0, number <= 1 else {
      report("\"\(key)\" is \(value.prettyText(width: 40)), not a number in [0, 1]")
      return standard
    }
    return number
  }

  /// A number that is not negative, or Python's `Infinity`; `standard` where the key is missing.
  func bound(_ key: String, standard: Double) -> Double {
    guard let value = value(key) else { return standard }
    if value.string == "Infinity" { return .infinity }
    guard let number = value.double, number >= 0 else {
      report("\"\(key)\" is \(value.prettyText(width: 40)), not a number of at least 0")
      return standard
    }
    return number
  }

  /// A word among those of `Choice`; `standard` where the key is missing.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, standard: Choice? = nil
  ) -> Choice where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue)
    let first = Choice.allCases.first!
    guard let value = value(key) else {
      if standard == nil { report("\"\(key)\" (\(words.joined(separator: ", "))) is missing") }
      return standard ?? first
    }
    expect(key, oneOf: words.map(JSON.string))
    return value.string.flatMap(Choice.init) ?? standard ?? first
  }

  /// Reports a key whose value is none of `allowed`; a missing key is in order.
  func expect(_ key: String, oneOf allowed: [JSON]) {
    guard let value = value(key), !allowed.contains(value) else { return }
    let texts = allowed.filter { !$0.isNull }.map { $0.prettyText(width: 40) }
    let choice = texts.isEmpty ? "null" : texts.joined(separator: " or ")
    report("\"\(key)\" is \(value.prettyText(width: 40)); only \(choice) is supported")
  }

  /// Keys that may have any value.
  func ignore(_ keys: String...) { known.formUnion(keys) }

  /// Reports every key that nobody asked for.
  func refuseOthers() {
    for member in json.members ?? [] where !known.contains(member.key) {
      let hint = NearestName.hint(member.key, among: known.sorted(), called: "keys")
      report("the key \"\(member.key)\" is not supported\(hint)")
    }
  }

  /// - Throws: ``FormatError`` with everything that was wrong.
  func check() throws {
    try scheduler?.check()
    guard !problems.isEmpty else { return }
    throw FormatError(
      file: file, problem: problems.joined(separator: "; "),
      advice: "correct the config, or use a network that is supported")
  }
}
