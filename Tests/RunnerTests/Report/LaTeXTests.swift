import Foundation
import Framework
import Testing

@testable import Runner

/// Text in LaTeX, Markdown and HTML: labels may hold anything.
@Suite struct LaTeXTests {
  static let texts: [(text: String, latex: String)] = [
    ("plain", "plain"), ("a_b", "a\\_b"), ("100 % & #1", "100 \\% \\& \\#1"),
    ("{x}^2~\\", "\\{x\\}\\textasciicircum{}2\\textasciitilde{}\\textbackslash{}"),
    ("$5", "\\$5"), ("σ", "$\\sigma$"), ("r²", "r$^{2}$"), ("x₀", "x$_{0}$"),
    ("3.4 × 10⁻⁸", "3.4 $\\times$ 10$^{-8}$"), ("0.5 ± 0.1", "0.5 $\\pm$ 0.1"),
    ("−1", "$-$1"), ("é", "{\\'{e}}"), ("naïve", "na{\\\"{\\i}}ve"), ("Çà", "{\\c{C}}{\\`{a}}"),
    ("中", "{[}U+4E2D{]}"), ("a[b=1]", "a{[}b=1{]}"), ("tab\tand\nline", "tab and line"),
    ("x²₀", "x$^{2}$$_{0}$"), ("\"q\"", "''q''"), ("\u{301}", "{[}U+301{]}"),
    ("a…–", "a\\dots{}--"),
  ]

  @Test(arguments: texts) func escaped(_ text: String, _ latex: String) {
    #expect(LaTeX.escaped(text) == latex)
  }

  @Test func keysAreLettersDigitsAndHyphens() { #expect(LaTeX.key("sweep-a_b.c") == "sweep-a-b-c") }

  static let marked: [(text: String, markdown: String, html: String)] = [
    ("a|b", "a\\|b", "a|b"), ("<script>", "&lt;script&gt;", "&lt;script&gt;"),
    ("a & \"b\"", "a &amp; \"b\"", "a &amp; &quot;b&quot;"), ("it's *", "it's \\*", "it&#39;s *"),
    ("x\ny", "x y", "x\ny"), ("a\u{0}b", "a\u{0}b", "a\u{FFFD}b"),
  ]

  @Test(arguments: marked) func markup(_ text: String, _ markdown: String, _ html: String) {
    #expect(Markdown.escaped(text) == markdown)
    #expect(HTML.escaped(text) == html)
  }

  @Test func aScriptIsNotEndedByItsData() {
    #expect(HTML.script("[\"</script>\"]") == "[\"\\u003c/script>\"]")
  }
}

/// How the numbers of tables are rounded.
@Suite struct NumberStyleTests {
  static let columns: [(values: [Double], texts: [String])] = [
    ([0.5336, 0.4702, -1.2053], ["0.534", "0.470", "−1.205"]),
    ([0.0463, 0.0365], ["0.0463", "0.0365"]), ([12.34, 5.6], ["12.3", "5.6"]),
    ([5.1, 6.25], ["5.10", "6.25"]), ([1234.5, 999], ["1234", "999"]),
    ([0, 0], ["0.000", "0.000"]), ([-0.0001, 0.5, 0.5], ["0.000", "0.500", "0.500"]),
    ([.nan, 0.25], ["–", "0.250"]), ([3.4e-8, 2e-8], ["3.4 × 10⁻⁸", "2.0 × 10⁻⁸"]),
    ([2.5e7, -1e8], ["2.5 × 10⁷", "−1.0 × 10⁸"]), ([.infinity], ["–"]),
  ]

  @Test(arguments: columns) func rounded(_ values: [Double], _ texts: [String]) {
    let style = NumberStyle(values)
    #expect(values.map(style.text) == texts)
  }

  static let pValues: [(p: Double, text: String)] = [
    (0.69, "0.69"), (0.0499, "0.05"), (0.0269, "0.027"), (0.001, "0.001"), (3.4e-8, "3.4 × 10⁻⁸"),
    (1, "1.00"), (0, "0"), (.nan, "–"), (1e-300, "1.0 × 10⁻³⁰⁰"),
  ]

  @Test(arguments: pValues) func p(_ value: Double, _ text: String) {
    #expect(NumberStyle.p(value) == text)
  }
}
