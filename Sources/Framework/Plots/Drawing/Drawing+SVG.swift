import Foundation
import LocusFormats

extension Drawing {
  /// The drawing as a file of its own, or to be put into a page as it is: it has no ids and no style
  /// sheet.
  package var svg: String {
    var writer = SVGWriter()
    writer.open(self)
    writer.add(items)
    return writer.text + "</svg>\n"
  }
}

private struct SVGWriter {
  var text = ""

  mutating func open(_ drawing: Drawing) {
    let (width, height) = (number(drawing.width), number(drawing.height))
    text += "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
    text += " width=\"\(width)pt\" height=\"\(height)pt\" viewBox=\"0 0 \(width) \(height)\""
    text += " role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">\n"
    text += "<title>\(escaped(drawing.title))</title>\n"
    text += "<desc>\(escaped(drawing.description))</desc>\n"
    text += "<path d=\"M0 0H\(width)V\(height)H0Z\" fill=\"#ffffff\"/>\n"
  }

  mutating func add(_ items: [Drawing.Item]) {
    for item in items {
      switch item {
      case .path(let path, let ink): add(path, ink)
      case .text(let line): add(line)
      case .image(let image, let rect):
        let data = PNG.encode(image).base64EncodedString()
        text += "<image \(box(rect)) preserveAspectRatio=\"none\""
        text +=
          " style=\"image-rendering:pixelated\" xlink:href=\"data:image/png;base64,\(data)\"/>\n"
      case .clipped(let rect, let items):
        // A picture in the picture clips without an id that may be there twice in a page.
        let view = [rect.x, rect.y, rect.width, rect.height].map(number).joined(separator: " ")
        text += "<svg \(box(rect)) viewBox=\"\(view)\" overflow=\"hidden\">\n"
        add(items)
        text += "</svg>\n"
      }
    }
  }

  private mutating func add(_ path: PlotPath, _ ink: Ink) {
    guard !path.elements.isEmpty else { return }
    var words = ["<path d=\"\(data(path))\""]
    words.append("fill=\"\(ink.fill?.hex ?? "none")\"")
    if ink.opacity < 1 { words.append("fill-opacity=\"\(number(ink.opacity))\"") }
    if let stroke = ink.stroke {
      words += ["stroke=\"\(stroke.hex)\"", "stroke-width=\"\(number(ink.width))\""]
      words.append("stroke-linejoin=\"round\"")
      if !ink.dash.isEmpty {
        words.append("stroke-dasharray=\"\(ink.dash.map(number).joined(separator: " "))\"")
      }
    }
    text += words.joined(separator: " ") + "/>\n"
  }

  private func data(_ path: PlotPath) -> String {
    path.elements.map { element in
      switch element {
      case .move(let place): return "M\(number(place.x)) \(number(place.y))"
      case .line(let place): return "L\(number(place.x)) \(number(place.y))"
      case .circle(let middle, let radius):
        let (r, d) = (number(radius), number(2 * radius))
        return "M\(number(middle.x - radius)) \(number(middle.y))"
          + "a\(r) \(r) 0 1 0 \(d) 0a\(r) \(r) 0 1 0 -\(d) 0Z"
      case .close: return "Z"
      }
    }.joined()
  }

  private mutating func add(_ line: PlotText) {
    let (x, y) = (number(line.place.x), number(line.place.y))
    text += "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(number(line.size))\""
    text += " fill=\"\(line.color.hex)\""
    if line.anchor != .start { text += " text-anchor=\"\(line.anchor.rawValue)\"" }
    if line.isTurned { text += " transform=\"rotate(-90 \(x) \(y))\"" }
    text += ">"
    var rise = 0.0
    for run in TextRun.runs(of: line.content) {
      let wanted = run.rise.rawValue * line.size
      if run.rise == .none, rise == 0 {
        text += escaped(run.text)
      } else {
        text +=
          "<tspan dy=\"\(number(rise - wanted))\" font-size=\"\(number(line.size * run.scale))\">"
        text += escaped(run.text) + "</tspan>"
      }
      rise = wanted
    }
    text += "</text>\n"
  }

  private func box(_ rect: PlotRect) -> String {
    "x=\"\(number(rect.x))\" y=\"\(number(rect.y))\" width=\"\(number(rect.width))\" "
      + "height=\"\(number(rect.height))\""
  }

  private func escaped(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
          switch scalar {
          case "&": Array("&amp;".unicodeScalars)
          case "<": Array("&lt;".unicodeScalars)
          case ">": Array("&gt;".unicodeScalars)
          case "\"": Array("&quot;".unicodeScalars)
          // XML has no sign for control characters.
          case "\t", "\n", "\r": [" "]
          case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
            ["\u{FFFD}"]
          default: [scalar]
          }
        }))
  }
}

private func number(_ value: Double) -> String { PlotNumber.text(value) }

/// Coordinates as files hold them: two decimals at most, without zeros at the end.
enum PlotNumber {
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    guard hundredths != 0 else { return "0" }
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    guard rest != 0 else { return "\(sign)\(whole)" }
    return rest % 10 == 0
      ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
