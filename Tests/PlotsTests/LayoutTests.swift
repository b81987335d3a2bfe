import Foundation
import TestSupport
import Testing

@testable import LocusPlots

/// What holds for every figure: texts keep their distance and stay on the page, files can be read.
@Suite struct LayoutTests {
  @Test(arguments: Figures.all.indices) func noTextCoversAnother(_ number: Int) {
    let (name, figure) = Figures.all[number]
    let texts = figure.drawing.texts
    for (position, first) in texts.enumerated() {
      for second in texts[(position + 1)...] {
        #expect(
          !first.box.overlaps(second.box), "\(name): \(first.content) and \(second.content)")
      }
    }
  }

  @Test(arguments: Figures.all.indices) func noTextLeavesThePage(_ number: Int) {
    let (name, figure) = Figures.all[number]
    let drawing = figure.drawing
    let page = PlotRect(x: 0, y: 0, width: drawing.width, height: drawing.height)
    #expect(drawing.width == figure.width.rawValue)
    for text in drawing.texts {
      #expect(page.contains(text.box), "\(name): \(text.content) at \(text.box)")
      // 7 points are what can still be read on paper; numbers as large as others.
      #expect(text.size >= 7 && text.color.luminance < 1.05 / 4.5 - 0.04, "\(name)")
    }
  }

  /// No letter stands where data may be.
  @Test(arguments: Figures.all.indices) func noTextCoversData(_ number: Int) {
    let (name, figure) = Figures.all[number]
    let drawing = figure.drawing
    for case .clipped(let frame, let items) in drawing.items {
      #expect(!items.contains { if case .text = $0 { true } else { false } }, "\(name)")
      for text in drawing.texts { #expect(!text.box.overlaps(frame), "\(name): \(text.content)") }
    }
  }

  @Test(arguments: Figures.all.indices) func coordinatesAreNumbers(_ number: Int) {
    let (name, figure) = Figures.all[number]
    #expect(!figure.svg.contains("nan") && !figure.svg.contains("inf"), "\(name)")
    #expect(figure.svg == figure.svg && figure.pdf == figure.pdf, "\(name)")
  }

  @Test(arguments: Figures.all.indices) func everySVGIsXML(_ number: Int) {
    let (name, figure) = Figures.all[number]
    let xml = WellFormedXML(figure.svg)
    #expect(xml.problem == nil, "\(name)")
    #expect(xml.texts["title"] == ["A figure"])
    #expect(xml.texts["desc"]?.count == 1)
    #expect(xml.elements.first == "svg")
  }

  /// A panel shows the numbers of its axes, whatever the values are.
  @Test(arguments: Figures.all.indices) func axesHaveNumbers(_ number: Int) {
    let (name, figure) = Figures.all[number]
    guard case .panels(let panels, _) = figure.content else { return }
    for panel in panels {
      let frame = PanelFrame(panel, labelRoom: 100)
      #expect(frame.ticks.contains { $0.label != nil }, "\(name)")
      #expect(frame.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains($0.share) }, "\(name)")
    }
  }
}
