/// A small table for people: columns as wide as their widest entry, numbers to the right.
struct TextTable {
  struct Cell {
    var text: String
    var isBest = false
    init(_ text: String, isBest: Bool = false) {
      self.text = text
      self.isBest = isBest
    }
  }

  let header: [String]
  var rows: [[Cell]] = []
  /// Columns that hold words.
  var leftAligned: Set<Int> = [0]

  init(header: [String]) { self.header = header }

  /// The lines, the best entries bold on a terminal and starred elsewhere.
  var lines: [String] {
    let mark = { (cell: Cell) in cell.isBest && !Terminal.showsStyle ? cell.text + "*" : cell.text }
    let widths = header.indices.map { column in
      ([header[column]] + rows.map { mark($0[column]) }).map(\.count).max() ?? 0
    }
    func padded(_ text: String, _ column: Int) -> String {
      let space = String(repeating: " ", count: widths[column] - text.count)
      return leftAligned.contains(column) ? text + space : space + text
    }
    let top = header.indices.map { padded(header[$0], $0) }.joined(separator: "  ")
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let body = rows.map { row in
      row.enumerated().map { column, cell in
        let text = padded(mark(cell), column)
        return cell.isBest ? Terminal.bold(text) : text
      }.joined(separator: "  ")
    }
    return ([top, rule] + body).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
