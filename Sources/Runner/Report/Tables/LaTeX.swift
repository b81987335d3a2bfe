import Foundation

/// Text in LaTeX that pdfTeX sets without further packages.
enum LaTeX {
  /// The text with LaTeX's own characters escaped and others written as commands; what has none is
  /// shown by its code point, `[U+4E2D]`.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    var script = ""
    func endScript() {
      if !script.isEmpty { escaped += "$\(script)}$" }
      script = ""
    }
    // Letters with accents fall into a letter and what stands above it.
    for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
      if let (mark, digit) = scripts[scalar] {
        if script.first != mark { endScript() }
        script += script.isEmpty ? "\(mark){\(digit)" : digit
        continue
      }
      endScript()
      // Two hyphens would become a dash.
      if scalar == "-", escaped.last == "-" { escaped += "{}" }
      if let accent = accents[scalar] {
        // It belongs to the letter before it.
        guard let letter = escaped.last, letter.isLetter, letter.isASCII else {
          escaped += code(scalar)
          continue
        }
        escaped.removeLast()
        escaped += "{\\\(accent){\(letter == "i" && accent != "c" ? "\\i" : String(letter))}}"
      } else if let command = commands[scalar] {
        escaped += command
      } else if scalar.isASCII, scalar.value >= 32, scalar.value < 127 {
        escaped.unicodeScalars.append(scalar)
      } else {
        escaped += scalar.properties.isWhitespace ? " " : code(scalar)
      }
    }
    endScript()
    return escaped
  }

  /// A name for `\label`: letters, digits and hyphens.
  static func key(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  private static func code(_ scalar: Unicode.Scalar) -> String {
    "{[}U+\(String(scalar.value, radix: 16, uppercase: true)){]}"
  }

  private static let commands: [Unicode.Scalar: String] = {
    var commands: [Unicode.Scalar: String] = [
      "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
      "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
      "<": "$<$", ">": "$>$", "|": "$|$", "`": "{`}",
      // A bracket after a line's end would be taken for its option.
      "[": "{[}", "]": "{]}",
      "–": "--", "—": "---", "…": "\\dots{}", "’": "'", "‘": "`", "“": "``", "”": "''",
      "−": "$-$", "±": "$\\pm$", "×": "$\\times$", "·": "$\\cdot$", "≤": "$\\leq$",
      "≥": "$\\geq$", "≈": "$\\approx$", "≠": "$\\neq$", "∞": "$\\infty$", "→": "$\\to$",
      "√": "$\\surd$", "∼": "$\\sim$", "°": "$^{\\circ}$", "ß": "\\ss{}", "ø": "\\o{}",
      "Ø": "\\O{}", "æ": "\\ae{}", "Æ": "\\AE{}", "œ": "\\oe{}", "ł": "\\l{}", "Ł": "\\L{}",
      "ı": "\\i{}", "†": "\\dag{}", "§": "\\S{}", "ℓ": "$\\ell$", "µ": "$\\mu$",
    ]
    // pdfTeX's first encoding has no straight quotation mark.
    commands["\""] = "''"
    let greek = [
      "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta",
      "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
      "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "varsigma", "τ": "tau",
      "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma",
      "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma",
      "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    ]
    for (letter, name) in greek { commands[letter.unicodeScalars.first!] = "$\\\(name)$" }
    return commands
  }()

  /// Raised and lowered digits.
  private static let scripts: [Unicode.Scalar: (mark: Character, digit: String)] = {
    var scripts: [Unicode.Scalar: (mark: Character, digit: String)] = [:]
    func add(_ letters: String, _ mark: Character, _ plain: String) {
      for (letter, digit) in zip(letters.unicodeScalars, plain) {
        scripts[letter] = (mark, String(digit))
      }
    }
    add("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵖ", "^", "0123456789-+np")
    add("₀₁₂₃₄₅₆₇₈₉₋₊", "_", "0123456789-+")
    return scripts
  }()

  /// Combining accents.
  private static let accents: [Unicode.Scalar: String] = [
    "\u{300}": "`", "\u{301}": "'", "\u{302}": "^", "\u{303}": "~", "\u{304}": "=",
    "\u{306}": "u", "\u{307}": ".", "\u{308}": "\"", "\u{30A}": "r", "\u{30B}": "H",
    "\u{30C}": "v", "\u{327}": "c",
  ]
}
