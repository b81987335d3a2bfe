import Framework

/// A table as it goes into a paper: rounded numbers for people, and beside them the numbers
/// themselves for the CSV file.
struct ReportTable: Sendable {
  /// The file's name without its ending.
  let name: String
  let title: String
  /// Sentences that say what the table shows: n, design, test, correction, interval.
  let caption: [String]
  /// What marked cells mean; nil where none is marked.
  var marks: Marks?
  let columns: [Column]
  /// Rows in blocks that are divided by rules.
  var blocks: [[[Cell]]]

  /// What the two marks stand for.
  struct Marks: Sendable {
    /// "the best of its column".
    let best: String
    /// "not significantly worse than the best (…)"; nil where there is no such mark.
    var tied: String?
  }

  struct Column: Sendable {
    /// What several columns side by side have in common; empty for none.
    var group = ""
    let heading: String
    /// Names of the cells' numbers in the CSV file.
    let fields: [String]
    /// Whether it holds words.
    var isText = false
  }

  struct Cell: Sendable {
    let text: String
    /// One for each field of the column.
    let values: [CSVValue]
    var mark = Mark.none

    init(_ text: String, _ values: [CSVValue], mark: Mark = .none) {
      self.text = text
      self.values = values
      self.mark = mark
    }

    /// Nothing known.
    static func empty(_ column: Column) -> Cell {
      Cell("–", column.fields.map { _ in .missing })
    }
  }

  enum Mark: Sendable {
    case none, best
    /// Not significantly worse than the best.
    case tied
  }

  var rows: [[Cell]] { blocks.flatMap { $0 } }

  /// The columns' groups from left to right with how many columns each has.
  var groups: [(name: String, columns: Int)] {
    columns.reduce(into: []) { groups, column in
      if let last = groups.last, last.name == column.group {
        groups[groups.count - 1].columns += 1
      } else {
        groups.append((column.group, 1))
      }
    }
  }

  var hasGroups: Bool { columns.contains { !$0.group.isEmpty } }

  /// The caption with the words that a format has for its marks.
  func captionText(best: String, tied: String) -> String {
    var sentences = caption
    if let marks {
      sentences.append(
        "\(best): \(marks.best)." + (marks.tied.map { " \(tied): \($0)." } ?? ""))
    }
    return sentences.joined(separator: " ")
  }
}
