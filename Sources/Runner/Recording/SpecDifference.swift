import Framework

/// A key of which two specs say different things.
struct SpecDifference: Equatable {
  let path: JSONPath
  /// Nil where the key is missing.
  let old: JSON?
  let new: JSON?

  /// The keys that differ, the innermost ones, in the order of the specs.
  static func between(_ old: JSON, _ new: JSON, at path: JSONPath = JSONPath()) -> [SpecDifference]
  {
    guard old != new else { return [] }
    guard let mine = old.members, let theirs = new.members else {
      return [SpecDifference(path: path, old: old, new: new)]
    }
    let keys = mine.map(\.key) + theirs.map(\.key).filter { old[$0] == nil }
    return keys.flatMap { key -> [SpecDifference] in
      let inner = path.appending(key)
      guard let a = old[key], let b = new[key] else {
        return [SpecDifference(path: inner, old: old[key], new: new[key])]
      }
      return between(a, b, at: inner)
    }
  }

  /// A few of the differences, as `"seed" 0 instead of 1`.
  static func text(_ differences: [SpecDifference], atMost count: Int = 4) -> String {
    let shown = differences.prefix(count).map { difference in
      "\"\(difference.path)\" \(text(difference.old)) instead of \(text(difference.new))"
    }
    let rest = differences.count - shown.count
    return (shown + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
  }

  /// What one side says, cut to so many letters.
  static func text(_ json: JSON?, letters: Int = 60) -> String {
    guard let text = json?.canonicalText else { return "not given" }
    return text.count > letters ? text.prefix(letters - 1) + "…" : text
  }
}
