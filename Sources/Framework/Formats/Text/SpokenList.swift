extension [String] {
  /// The names in quotes as one says them: `"a"`, `"a" and "b"`, `"a", "b" and "c"`.
  package func spoken(_ last: String = "and") -> String {
    let quoted = map { "\"\($0)\"" }
    guard quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(last) " + quoted[quoted.count - 1]
  }
}
