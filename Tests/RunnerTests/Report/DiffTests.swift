import Foundation
import Framework
import Testing

@testable import Runner

/// `locus diff`.
@Suite(.serialized) struct DiffTests {
  private func table(_ rows: [(variant: String, step: Int, n: Int, mean: Double?)]) -> ResultTable {
    ResultTable(
      "summary",
      [
        .text("variant", "") { $0.variant }, .integer("step", "") { $0.step },
        .integer("n", "") { $0.n }, .number("mean", "") { $0.mean },
        .text("note", "") { "\($0.n)" },
      ] as [Column<(variant: String, step: Int, n: Int, mean: Double?)>], rows)
  }

  @Test func rowsAreMatchedByWhatTheyAreAbout() {
    let first = table([("a", 0, 8, 0.5), ("a", 1, 8, 0.25), ("b", 0, 8, nil)])
    #expect(TableDifference(first, first, tolerance: 0).isEmpty)
    // Another order is none.
    let turned = table([("b", 0, 8, nil), ("a", 1, 8, 0.25), ("a", 0, 8, 0.5)])
    #expect(TableDifference(first, turned, tolerance: 0).isEmpty)
    let second = table([("a", 0, 9, 0.5), ("a", 1, 8, 0.2500001), ("c", 0, 8, nil)])
    let found = TableDifference(first, second, tolerance: 1e-9)
    #expect(found.onlyFirst == ["b, step 0"] && found.onlySecond == ["c, step 0"])
    #expect(found.cells == ["a, step 0: n 8 and 9", "a, step 1: mean 0.25 and 0.2500001"])
    #expect(TableDifference(first, second, tolerance: 1e-6).cells == ["a, step 0: n 8 and 9"])
    #expect(
      found.lines(("x", "y"), atMost: 1) == [
        "summary: 1 rows in x only", "  b, step 0", "summary: 1 rows in y only", "  c, step 0",
        "summary: 2 cells differ", "  a, step 0: n 8 and 9", "  and 1 more",
      ])
  }

  @Test func foldersAndExitCodes() throws {
    let sandbox = try Sandbox()
    for (name, seed) in [("little", 1), ("same", 1), ("other", 2)] {
      let spec = try sandbox.write(Sandbox.spec(["name": .string(name), "seed": .integer(seed)]))
      #expect(try sandbox.locus("run", spec) == .done)
    }
    func folder(_ name: String) -> String { sandbox.path("out/" + name) }
    #expect(try sandbox.locus("diff", folder("little"), folder("same")) == .done)
    #expect(try sandbox.locus("diff", folder("little"), folder("other")) == .unitsFailed)
    #expect(try sandbox.locus("diff", folder("little"), folder("other"), "--json") == .unitsFailed)
    #expect(try sandbox.locus("diff", folder("little")) == .usage)
    #expect(
      try sandbox.locus("diff", folder("little"), folder("same"), "--tolerance", "x") == .usage)
    #expect(try sandbox.locus("diff", folder("little"), sandbox.path("nowhere")) == .invalidSpec)
  }
}
