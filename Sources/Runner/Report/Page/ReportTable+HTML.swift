import Framework

extension ReportTable {
  /// The table with its caption and links to its files.
  var html: String {
    let caption = HTML.escaped(captionText(best: "Bold", tied: "Underlined"))
    let links = ["md", "csv", "tex"].map {
      "<a href=\"tables/\(HTML.escaped(name)).\($0)\" download>\($0)</a>"
    }.joined(separator: " ")
    let id = "t-" + HTML.id(name)
    return """
      <section class="piece" aria-labelledby="\(id)">
      <h3 id="\(id)">\(HTML.escaped(title))</h3>
      <p class="caption" id="\(id)-c">\(caption)</p>
      <p class="files">Files: \(links)</p>
      <div class="scroll" role="region" aria-labelledby="\(id)" tabindex="0">
      <table class="data sortable" aria-describedby="\(id)-c">
      <caption class="unseen">\(HTML.escaped(title))</caption>
      <thead>
      \(headRows)
      </thead>
      \(blocks.filter { !$0.isEmpty }.map(body).joined(separator: "\n"))
      </table>
      </div>
      </section>
      """
  }

  private var headRows: String {
    let groups =
      hasGroups
      ? "<tr>"
        + self.groups.map { name, count in
          name.isEmpty
            ? "<td colspan=\"\(count)\"></td>"
            : "<th scope=\"colgroup\" colspan=\"\(count)\">\(HTML.escaped(name))</th>"
        }.joined() + "</tr>\n" : ""
    let heads = columns.map {
      "<th scope=\"col\"\($0.isText ? " class=\"text\"" : "")>\(HTML.escaped($0.heading))</th>"
    }
    return groups + "<tr>\(heads.joined())</tr>"
  }

  private func body(_ rows: [[Cell]]) -> String {
    let lines = rows.map { row in
      "<tr>"
        + zip(columns, row).enumerated().map { place, pair in
          html(pair.1, in: pair.0, isHead: place == headColumn)
        }.joined() + "</tr>"
    }
    return "<tbody>\n" + lines.joined(separator: "\n") + "\n</tbody>"
  }

  /// The last of the columns of words names the row.
  private var headColumn: Int {
    max(0, (columns.firstIndex { !$0.isText } ?? columns.count) - 1)
  }

  private func html(_ cell: Cell, in column: Column, isHead: Bool) -> String {
    var attributes = column.isText ? " class=\"text\"" : ""
    // Sorted by the number itself, not by its digits.
    switch cell.values.first {
    case .number(let value) where value.isFinite: attributes += " data-v=\"\(value)\""
    case .integer(let value): attributes += " data-v=\"\(value)\""
    default: break
    }
    let text = HTML.escaped(cell.text)
    let marked =
      switch cell.mark {
      case .none: text
      case .best: "<b>\(text)</b>"
      case .tied: "<u>\(text)</u>"
      }
    return isHead
      ? "<th scope=\"row\"\(attributes)>\(marked)</th>" : "<td\(attributes)>\(marked)</td>"
  }
}
