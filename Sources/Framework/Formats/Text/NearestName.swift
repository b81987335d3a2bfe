/// Suggestions for misspelt names.
public enum NearestName {
  /// The known name closest to `name` by edit distance, unless even that one is too far to be meant:
  /// more than a third of the name, or as far as a name with no letter in common.
  public static func of(_ name: String, among known: some Sequence<String>) -> String? {
    let best =
      known
      .map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let best, best.distance <= max(2, name.count / 3),
      best.distance < max(name.count, best.name.count)
    else { return nil }
    return best.name
  }

  /// An error's tail: `; did you mean "x"? Known keys: a, b, x`.
  public static func hint(_ name: String, among known: [String], called kind: String) -> String {
    guard !known.isEmpty else { return "; there are no \(kind)" }
    let list = "\(kind): \(known.joined(separator: ", "))"
    return of(name, among: known).map { "; did you mean \"\($0)\"? Known \(list)" }
      ?? "; known \(list)"
  }

  /// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.unicodeScalars)
    let b = Array(b.unicodeScalars)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        var best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, beforeLast[j - 2] + 1)
        }
        row.append(best)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
