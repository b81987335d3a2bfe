import Foundation
import Framework
import Testing

@testable import Runner

/// Figures of fixed runs, word for word and place for place; `LOCUS_RECORD=1 swift test --filter
/// GoldenFigureTests` writes them anew.
///
/// Kernels of other instruction sets round otherwise, so that a place may move by a hundredth of a
/// point.
@Suite(.serialized) struct GoldenFigureTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/figures")

  static let specs: [JSON] = [
    Sandbox.spec([
      "samples": 8,
      "denoisers": [
        "optimal", ["name": "wiener", "rank": ["sweep": [2, 5, 9]]],
        ["name": "nearest", "role": "control"],
      ],
    ]),
    SensitivityTaskTests.spec(["pixels": "center"]),
    [
      "version": 1, "name": "little", "task": "spectrum",
      "dataset": ["name": "synthetic", "images": 60, "resolution": 8],
    ],
  ]

  @Test(arguments: specs.indices) func figuresAreAsRecorded(_ number: Int) throws {
    let isRecording = ProcessInfo.processInfo.environment["LOCUS_RECORD"] == "1"
    let sandbox = try Sandbox()
    let report = ReportFigures.all(
      of: try ReportFiguresTests.results(Self.specs[number], in: sandbox))
    #expect(!report.figures.isEmpty)
    for figure in report.figures {
      let contents = [
        ("svg", figure.figure.svg), ("txt", figure.caption + "\n\n" + figure.alt + "\n"),
      ]
      for (ending, text) in contents {
        let file = Self.folder.appendingPathComponent("\(figure.name).\(ending)")
        if isRecording { try text.write(to: file, atomically: true, encoding: .utf8) }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        let difference = try GoldenText.difference(text, recorded)
        #expect(difference == nil, "\(figure.name).\(ending)")
      }
    }
  }
}
