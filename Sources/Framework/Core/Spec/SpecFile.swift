import Foundation

/// Reads a spec's text: inheritance through `extends`, and overrides from the command line.
public enum SpecFile {
  /// Longest chain of specs that extend one another.
  static let longestChain = 16

  /// The spec at `path` with everything it extends merged in and `overrides` applied.
  ///
  /// - Parameter overrides: `key=value` or `denoisers.label.key=value`; values are JSON, or plain
  ///   text where that is not valid JSON.
  /// - Throws: ``SpecIssue`` or ``SpecIssues``.
  public static func load(_ path: String, overrides: [String] = []) throws -> JSON {
    var spec = try merged(path, chain: [], from: nil)
    let issues = IssueCollector()
    for override in overrides {
      do {
        try apply(override, to: &spec)
      } catch let issue as SpecIssue {
        issues.report(issue)
      }
    }
    try issues.check()
    return spec
  }

  /// - Parameters:
  ///   - chain: the specs that extend this one, the first one first.
  ///   - extending: where the last of them names this one.
  private static func merged(
    _ path: String, chain: [String], from extending: TextLocation?
  ) throws -> JSON {
    let file = TextLocation(file: path, line: 0, column: 0)
    let identity = URL(fileURLWithPath: path).standardizedFileURL.path
    let key = JSONPath().appending("extends")
    if let start = chain.firstIndex(of: identity) {
      let circle = chain[start...] + [identity]
      throw SpecIssue(
        "the specs extend one another in a circle, which has to be broken: "
          + circle.joined(separator: " -> "), path: key, at: extending)
    }
    guard chain.count < longestChain else {
      throw SpecIssue(
        "more than \(longestChain) specs extend one another; merge some of them", path: key,
        at: extending)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      let exists = FileManager.default.fileExists(atPath: path)
      throw SpecIssue(
        exists ? "the spec cannot be read (is it a folder?)" : "there is no such spec file",
        at: file)
    }
    var spec: JSON
    do {
      spec = try JSONParser.parse([UInt8](data), file: path)
    } catch let error as JSONError {
      throw SpecIssue(error.message, at: error.location)
    }
    guard spec.members != nil else {
      throw SpecIssue("a spec is a JSON object, found \(spec.kindName)", at: spec.location)
    }
    guard let parent = spec["extends"] else { return spec }
    guard let parentPath = parent.string else {
      throw SpecIssue(
        "expected the path of a spec, found \(parent.kindName)", path: key, at: parent.location)
    }
    let url = URL(
      fileURLWithPath: parentPath,
      relativeTo: URL(fileURLWithPath: path).deletingLastPathComponent())
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw SpecIssue(
        "there is no spec at \(url.path); the path starts in the folder of this spec", path: key,
        at: parent.location)
    }
    spec["extends"] = nil
    return merge(
      spec,
      over: try merged(
        url.relativePath(from: path), chain: chain + [identity], from: parent.location))
  }

  /// A spec over the one it extends: objects merge by key, everything else replaces.
  static func merge(_ child: JSON, over parent: JSON) -> JSON {
    guard let members = child.members, parent.members != nil else { return child }
    var result = parent
    result.location = child.location
    for member in members {
      result[member.key] =
        parent[member.key].map { mergeEntry(member.value, over: $0) } ?? member.value
    }
    return result
  }

  /// A value inside a spec over the one it replaces or adds to.
  private static func mergeEntry(_ child: JSON, over parent: JSON) -> JSON {
    // Another plugin or source has other keys, so it does not inherit the old one's; and a sweep
    // stands in the place of a value, it does not add to it.
    for key in ["name", "source"] {
      if let new = child[key]?.string, let old = parent[key]?.string, new != old { return child }
    }
    guard child["sweep"] == nil, parent["sweep"] == nil else { return child }
    return merge(child, over: parent)
  }
}

extension URL {
  /// The URL's path in the style of `other`: relative if that is.
  fileprivate func relativePath(from other: String) -> String {
    let working = FileManager.default.currentDirectoryPath + "/"
    let path = standardizedFileURL.path
    return !other.hasPrefix("/") && path.hasPrefix(working)
      ? String(path.dropFirst(working.count)) : path
  }
}

// MARK: - Overrides

extension SpecFile {
  private static func apply(_ override: String, to spec: inout JSON) throws {
    var place = TextLocation(file: "command line, \(override)", line: 0, column: 0)
    guard let equals = override.firstIndex(of: "="), equals != override.startIndex else {
      throw SpecIssue("an override is written key=value", at: place)
    }
    let path = try resolve(String(override[..<equals]), in: spec, at: place)
    guard path.components.first != .key("extends") else {
      throw SpecIssue("\"extends\" can be set in a spec file only", at: place)
    }
    let text = String(override[override.index(after: equals)...])
    var value = (try? JSONParser.parse(text: text, file: "")) ?? .string(text)
    value.relocate(to: &place)
    spec[path: path] = value
  }

  /// The place that `text` names: `samples`, `denoisers.ours.threshold`, `denoisers[0].rank`.
  ///
  /// A list's elements are found by position, label or name.
  package static func resolve(
    _ text: String, in spec: JSON, at place: TextLocation?
  ) throws -> JSONPath {
    var words = text.replacing("[", with: ".").replacing("]", with: "")
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if words.first == "$" { words.removeFirst() }
    guard words.count <= JSONParser.maximumDepth else {
      throw SpecIssue("the path is more than \(JSONParser.maximumDepth) keys long", at: place)
    }
    var path = JSONPath()
    var value: JSON? = spec
    while !words.isEmpty {
      if let elements = value?.array {
        guard let (index, used) = try element(of: elements, named: words, in: path, at: place)
        else {
          let labels = elements.compactMap {
            $0["label"]?.string ?? $0["name"]?.string ?? $0.string
          }
          let hint = NearestName.hint(words[0], among: labels, called: "elements")
          throw SpecIssue("there is no \"\(words[0])\" in \(path)\(hint)", at: place)
        }
        path = path.appending(index)
        value = elements[index]
        words.removeFirst(used)
      } else {
        guard !words[0].isEmpty else { throw SpecIssue("the path \"\(text)\" is empty", at: place) }
        path = path.appending(words[0])
        value = value?[words[0]]
        words.removeFirst()
      }
    }
    return path
  }

  /// Position, label or name; a label may itself contain dots, so the longest match wins.
  private static func element(
    of elements: [JSON], named words: [String], in path: JSONPath, at place: TextLocation?
  ) throws -> (Int, Int)? {
    if let index = Int(words[0]), elements.indices.contains(index) { return (index, 1) }
    for used in (1...words.count).reversed() {
      let name = words[..<used].joined(separator: ".")
      for key in ["label", "name"] {
        let found = elements.indices.filter { elements[$0][key]?.string == name }
        guard found.count < 2 else {
          let positions = found.map { "\(path.appending($0))" }.joined(separator: ", ")
          throw SpecIssue(
            "\"\(name)\" is the \(key) of \(positions); use the position, or give them labels",
            at: place)
        }
        if let index = found.first { return (index, used) }
      }
    }
    return nil
  }
}

extension JSON {
  /// Gives the value and everything in it another place of origin.
  ///
  /// Each value gets a column of its own, so that places still tell values apart.
  fileprivate mutating func relocate(to place: inout TextLocation) {
    location = place
    place = TextLocation(file: place.file, line: place.line, column: place.column + 1)
    switch kind {
    case .array(var values):
      for index in values.indices { values[index].relocate(to: &place) }
      kind = .array(values)
    case .object(var members):
      for index in members.indices {
        members[index].keyLocation = place
        members[index].value.relocate(to: &place)
      }
      kind = .object(members)
    default: break
    }
  }
}
