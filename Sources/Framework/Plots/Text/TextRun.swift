/// A part of a text that stands on the base line, is raised or is lowered.
///
/// Figures write r², 10⁻³ and x₀ with the letters of Unicode; many types have some of these and not
/// the others, so that they are drawn as smaller plain letters.
struct TextRun: Equatable {
  enum Rise: Double {
    case none = 0
    case raised = 0.35
    case lowered = -0.15
  }

  var text: String
  let rise: Rise

  /// Size of the letters as a part of the text's.
  var scale: Double { rise == .none ? 1 : TextWidths.smaller }

  static func runs(of text: String) -> [TextRun] {
    var runs: [TextRun] = []
    for letter in text {
      let (plain, rise) =
        raised[letter].map { ($0, Rise.raised) } ?? lowered[letter].map { ($0, .lowered) }
        ?? (letter, .none)
      if runs.last?.rise == rise {
        runs[runs.count - 1].text.append(plain)
      } else {
        runs.append(TextRun(text: String(plain), rise: rise))
      }
    }
    return runs
  }

  private static let raised = Dictionary(
    uniqueKeysWithValues: zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵗ", "0123456789−+nt"))
  private static let lowered = Dictionary(
    uniqueKeysWithValues: zip("₀₁₂₃₄₅₆₇₈₉ₜ", "0123456789t"))
}
