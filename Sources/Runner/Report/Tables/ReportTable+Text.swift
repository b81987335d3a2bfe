import Foundation
import Framework

extension ReportTable {
  /// The numbers themselves, not rounded, and words.
  var csv: CSVTable {
    var table = CSVTable(columns: columns.flatMap(\.fields))
    for row in rows { table.append(row: row.flatMap(\.values)) }
    return table
  }

  /// GitHub's tables: groups stand before their columns' headings, since cells cannot be joined.
  var markdown: String {
    let headings = columns.map { column in
      [column.group, column.heading].filter { !$0.isEmpty }.map(Markdown.escaped)
        .joined(separator: ": ")
    }
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let rule = columns.map { $0.isText ? ":---" : "---:" }
    let body = rows.map { row in
      line(
        row.map { cell in
          let text = Markdown.escaped(cell.text)
          return switch cell.mark {
          case .none: text
          case .best: "**\(text)**"
          case .tied: text + "†"
          }
        })
    }
    let caption = Markdown.escaped(captionText(best: "Bold", tied: "†"))
    return "**\(Markdown.escaped(title)).** \(caption)\n\n"
      + ([line(headings), line(rule)] + body).joined(separator: "\n") + "\n"
  }

  /// A fragment for `\input`, which needs the package booktabs and nothing else.
  ///
  /// - Parameter source: what the table was made from, for a comment.
  func latex(source: String) -> String {
    var lines = [
      "% \(source.replacing("\n", with: " "))", "\\begin{table}[t]", "\\centering",
      "\\caption{\(LaTeX.escaped(title)). "
        + "\(LaTeX.escaped(captionText(best: "Bold", tied: "Underlined")))}",
      "\\label{tab:\(LaTeX.key(name))}",
    ]
    lines += latexSize
    let form = columns.map { $0.isText ? "l" : "r" }.joined()
    lines += ["\\begin{tabular}{@{}\(form)@{}}", "\\toprule"]
    if hasGroups { lines += latexGroups }
    lines.append(Self.latexRow(columns.map { LaTeX.escaped($0.heading) }))
    for block in blocks where !block.isEmpty {
      lines.append("\\midrule")
      lines += block.map { row in
        Self.latexRow(
          row.map { cell in
            let text = LaTeX.escaped(cell.text)
            return switch cell.mark {
            case .none: text
            // Bold in mathematics as well, where the minus and the sign ± stand.
            case .best: "\\textbf{\\boldmath \(text)}"
            case .tied: "\\underline{\(text)}"
            }
          })
      }
    }
    return (lines + ["\\bottomrule", "\\end{tabular}", "\\end{table}"]).joined(separator: "\n")
      + "\n"
  }

  /// A smaller letter for a table that is wide, by the letters of its widest row.
  private var latexSize: [String] {
    let widths = columns.indices.map { column in
      (rows.map { $0[column].text.count } + [columns[column].heading.count]).max() ?? 0
    }
    let letters = widths.reduce(0, +) + 2 * columns.count
    switch letters {
    case ..<66: return []
    case ..<80: return ["\\small", "\\setlength{\\tabcolsep}{4pt}"]
    case ..<96: return ["\\footnotesize", "\\setlength{\\tabcolsep}{3pt}"]
    default: return ["\\scriptsize", "\\setlength{\\tabcolsep}{3pt}"]
    }
  }

  private var latexGroups: [String] {
    var place = 1
    var rules: [String] = []
    let cells = groups.map { name, count -> String in
      defer { place += count }
      guard !name.isEmpty else {
        return [String](repeating: "", count: count).joined(separator: " & ")
      }
      rules.append("\\cmidrule(lr){\(place)-\(place + count - 1)}")
      return "\\multicolumn{\(count)}{c}{\(LaTeX.escaped(name))}"
    }
    return [Self.latexRow(cells), rules.joined(separator: " ")]
  }

  private static func latexRow(_ cells: [String]) -> String {
    cells.joined(separator: " & ") + " \\\\"
  }
}

/// Text in GitHub's Markdown.
enum Markdown {
  /// The text with every character that would be taken for markup escaped.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~": escaped += "\\\(character)"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case _ where character.isNewline: escaped += " "
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
