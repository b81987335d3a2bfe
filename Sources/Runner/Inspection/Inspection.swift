import Framework

/// What a file or folder holds, as `locus inspect` shows it.
struct Inspection {
  /// A tensor or array.
  struct Array {
    let name: String
    let type: String
    let shape: [Int]
  }

  /// A file inside an archive or folder.
  struct Member {
    let name: String
    let about: String
  }

  /// What kind of file it is: "safetensors".
  var kind: String
  /// What is to be known, in order, each under a name of a few words.
  var facts: [(name: String, value: JSON)] = []
  var arrays: [Array] = []
  var members: [Member] = []
  /// What Locus makes of it: "a DDPM++ of EDM for 32×32×3 images, 55.7 M parameters".
  var meaning: String?
  /// Part of a spec that uses it.
  var spec: JSON?
  /// What is not wrong but should be known.
  var remarks: [String] = []

  init(_ kind: String) { self.kind = kind }

  mutating func add(_ name: String, _ value: JSON?) {
    if let value { facts.append((name, value)) }
  }
}

// MARK: - Showing

extension Inspection {
  /// How many entries of a list are shown without `--all`.
  private static let shortList = 24

  func lines(of file: String, all: Bool) -> [String] {
    var rows = [("kind", kind)]
    rows += facts.map { ($0.name, $0.value.string ?? $0.value.prettyText(width: 60)) }
    if let meaning { rows.append(("is", meaning)) }
    if let spec { rows.append(("in a spec", spec.canonicalText)) }
    let width = rows.map(\.0.count).max() ?? 0
    var lines = [Terminal.bold(file)]
    for (name, text) in rows {
      let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
      for (index, part) in parts.enumerated() {
        let start = index == 0 ? name : ""
        lines.append(
          "  " + start.padding(toLength: width + 2, withPad: " ", startingAt: 0) + part)
      }
    }
    lines += Self.list(arrays.map { [$0.name, $0.type, "\($0.shape)"] }, "arrays", all: all)
    lines += Self.list(members.map { [$0.name, $0.about] }, "members", all: all)
    return lines
  }

  /// A list in columns under a heading, shortened unless all of it is asked for.
  private static func list(_ rows: [[String]], _ heading: String, all: Bool) -> [String] {
    guard let first = rows.first else { return [] }
    let shown = all || rows.count <= shortList + 1 ? rows[...] : rows.prefix(shortList)
    let widths = first.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
    var lines = ["  \(rows.count) \(rows.count == 1 ? String(heading.dropLast()) : heading)"]
    for row in shown {
      let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
      let text = cells.joined(separator: "  ")
      lines.append("    " + String(text.reversed().drop { $0 == " " }.reversed()))
    }
    if shown.count < rows.count {
      lines.append("    … and \(rows.count - shown.count) more (--all)")
    }
    return lines
  }

  func json(of file: String) -> JSON {
    var members: [(String, JSON)] = [("file", .string(file)), ("kind", .string(kind))]
    members += facts.map { ($0.name.replacing(" ", with: "_"), $0.value) }
    members.append(("is", meaning.map(JSON.string) ?? JSON(.null)))
    members.append(("spec", spec ?? JSON(.null)))
    members.append(
      (
        "arrays",
        .array(
          arrays.map {
            [
              "name": .string($0.name), "type": .string($0.type),
              "shape": .array($0.shape.map(JSON.integer)),
            ]
          })
      ))
    members.append(
      (
        "members",
        .array(self.members.map { ["name": .string($0.name), "about": .string($0.about)] })
      ))
    members.append(("remarks", .array(remarks.map(JSON.string))))
    return .object(members)
  }
}
