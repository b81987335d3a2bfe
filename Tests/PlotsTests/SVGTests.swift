import Foundation
import LocusFormats
import TestSupport
import Testing

@testable import LocusPlots

/// What stands in an SVG file.
@Suite struct SVGTests {
  private func drawing(_ items: [Drawing.Item], title: String = "t") -> Drawing {
    Drawing(width: 20, height: 10, title: title, description: "d", items: items)
  }

  @Test func elementByElement() {
    let path = PlotPath(line: [PlotPoint(1, 2), PlotPoint(3, 4.5)])
    let circle = PlotPath([.circle(PlotPoint(5, 5), radius: 2)])
    let svg = drawing([
      .path(path, .stroke(.black, width: 0.5, dash: [2, 1])),
      .clipped(
        PlotRect(x: 1, y: 1, width: 8, height: 8), [.path(circle, .fill(.white, opacity: 0.25))]),
      .text(PlotText(content: "r²", place: PlotPoint(4, 9), anchor: .end, size: 8, isTurned: true)),
    ]).svg
    let lines = svg.split(separator: "\n").map(String.init)
    #expect(lines[0].contains("width=\"20pt\" height=\"10pt\" viewBox=\"0 0 20 10\" role=\"img\""))
    #expect(lines[0].contains("sans-serif\""))
    #expect(
      lines[1...3] == [
        "<title>t</title>", "<desc>d</desc>", "<path d=\"M0 0H20V10H0Z\" fill=\"#ffffff\"/>",
      ])
    #expect(
      lines[4]
        == "<path d=\"M1 2L3 4.5\" fill=\"none\" stroke=\"#000000\" stroke-width=\"0.5\" "
        + "stroke-linejoin=\"round\" stroke-dasharray=\"2 1\"/>")
    #expect(
      lines[5]
        == "<svg x=\"1\" y=\"1\" width=\"8\" height=\"8\" viewBox=\"1 1 8 8\" overflow=\"hidden\">")
    #expect(
      lines[6]
        == "<path d=\"M3 5a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z\" fill=\"#ffffff\" fill-opacity=\"0.25\"/>"
    )
    #expect(
      lines[8]
        == "<text x=\"4\" y=\"9\" font-size=\"8\" fill=\"#222222\" text-anchor=\"end\" "
        + "transform=\"rotate(-90 4 9)\">r<tspan dy=\"-2.8\" font-size=\"5.6\">2</tspan></text>")
    #expect(lines[9] == "</svg>" && lines.count == 10)
  }

  /// Labels and titles are text, whatever they hold.
  @Test func textIsEscaped() {
    let text = "<script>\"a\" & b\u{1}\nc</script>"
    let svg = drawing(
      [.text(PlotText(content: text, place: PlotPoint(0, 5), size: 8))], title: text
    ).svg
    #expect(!svg.contains("<script"))
    let xml = WellFormedXML(svg)
    #expect(xml.problem == nil)
    #expect(xml.texts["title"] == ["<script>\"a\" & b\u{FFFD} c</script>"])
    #expect(xml.texts["text"] == ["<script>\"a\" & b\u{FFFD} c</script>"])
  }

  /// Several figures in one page do not meddle with each other.
  @Test func nothingHasAnIdentifier() {
    for (name, figure) in Figures.all {
      let svg = figure.svg
      #expect(!svg.contains(" id=") && !svg.contains("url(") && !svg.contains("<style"), "\(name)")
    }
  }

  @Test func imagesAreEmbeddedPNG() throws {
    let image = RasterImage(width: 2, height: 1, channels: 1, pixels: [0, 255])
    let svg = drawing([.image(image, PlotRect(x: 0, y: 0, width: 4, height: 2))]).svg
    let match = try #require(svg.firstMatch(of: /data:image\/png;base64,([^"]*)"/))
    let data = try #require(Data(base64Encoded: String(match.output.1)))
    #expect(try PNG.decode(data, file: "svg") == image)
  }
}
