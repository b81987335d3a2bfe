extension [String] {
  /// The names in quotes as one says them: `"a"`, `"a" and "b"`, `"a", "b" and "c"`.
  package func spoken(_ last: String = "and") -> String {
    map { "\"\($0)\"" }.spokenPlainly(last)
  }

  /// The same without quotes: `a, b and c`.
  package func spokenPlainly(_ last: String = "and") -> String {
    guard count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " \(last) " + self[count - 1]
  }
}
