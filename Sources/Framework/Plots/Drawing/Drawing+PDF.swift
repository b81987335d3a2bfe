import LocusFormats

extension Drawing {
  /// The drawing as a page of PDF 1.4 with the standard fonts, which every viewer has.
  ///
  /// Letters that Helvetica and Symbol do not have become question marks.
  package var pdf: [UInt8] {
    var page = PDFPage(width: width, height: height)
    page.add(items)
    return page.file(title: title)
  }
}

/// The contents of the page, and what they refer to.
private struct PDFPage {
  let width: Double
  let height: Double
  private var content = ""
  private var images: [RasterImage] = []
  private var opacities: [Double] = []

  init(width: Double, height: Double) {
    (self.width, self.height) = (width, height)
    // From here on y grows downwards, as in a drawing.
    content = "1 0 0 -1 0 \(PlotNumber.text(height)) cm\n1 j\n"
  }

  // MARK: Contents

  mutating func add(_ items: [Drawing.Item]) {
    for item in items {
      switch item {
      case .path(let path, let ink): add(path, ink)
      case .text(let line): add(line)
      case .image(let image, let rect):
        let number = images.firstIndex(of: image) ?? images.count
        if number == images.count { images.append(image) }
        content += "q \(numbers([rect.width, 0, 0, -rect.height, rect.x, rect.bottom])) cm "
        content += "/I\(number) Do Q\n"
      case .clipped(let rect, let items):
        content += "q \(numbers([rect.x, rect.y, rect.width, rect.height])) re W n\n"
        add(items)
        content += "Q\n"
      }
    }
  }

  private mutating func add(_ path: PlotPath, _ ink: Ink) {
    guard !path.elements.isEmpty, ink.fill != nil || ink.stroke != nil else { return }
    content += "q "
    if let fill = ink.fill { content += color(fill) + " rg " }
    if let stroke = ink.stroke {
      content += color(stroke) + " RG \(PlotNumber.text(ink.width)) w "
      content += "[\(numbers(ink.dash))] 0 d "
    }
    if ink.opacity < 1 {
      let number = opacities.firstIndex(of: ink.opacity) ?? opacities.count
      if number == opacities.count { opacities.append(ink.opacity) }
      content += "/G\(number) gs "
    }
    for element in path.elements { content += Self.text(element) }
    content += ink.stroke == nil ? "f" : ink.fill == nil ? "S" : "B"
    content += " Q\n"
  }

  private static func text(_ element: PlotPath.Element) -> String {
    switch element {
    case .move(let place): return numbers([place.x, place.y]) + " m "
    case .line(let place): return numbers([place.x, place.y]) + " l "
    case .close: return "h "
    case .circle(let middle, let r):
      // Four cubic curves; k makes their middles lie on the circle.
      let (x, y, k) = (middle.x, middle.y, 0.5523 * r)
      return numbers([x + r, y]) + " m "
        + numbers([x + r, y + k, x + k, y + r, x, y + r]) + " c "
        + numbers([x - k, y + r, x - r, y + k, x - r, y]) + " c "
        + numbers([x - r, y - k, x - k, y - r, x, y - r]) + " c "
        + numbers([x + k, y - r, x + r, y - k, x + r, y]) + " c h "
    }
  }

  private mutating func add(_ line: PlotText) {
    let length = TextWidths.helvetica(line.content) * line.size
    let shift =
      switch line.anchor {
      case .start: 0.0
      case .middle: -length / 2
      case .end: -length
      }
    let (x, y) = (line.place.x, line.place.y)
    // The letters' own y grows upwards.
    let matrix =
      line.isTurned ? [0, -1, -1, 0, x, y - shift] : [1, 0, 0, -1, x + shift, y]
    content += "BT \(color(line.color)) rg \(numbers(matrix)) Tm "
    for run in TextRun.runs(of: line.content) {
      content += "\(PlotNumber.text(run.rise.rawValue * line.size)) Ts "
      for (font, text) in PDFText.pieces(of: run.text) {
        content += "/\(font.rawValue) \(PlotNumber.text(line.size * run.scale)) Tf (\(text)) Tj "
      }
    }
    content += "ET\n"
  }

  private func color(_ color: PlotColor) -> String {
    [color.red, color.green, color.blue].map {
      let thousandths = String(1000 + Int((Double($0) / 255 * 999).rounded()))
      return $0 == 255 ? "1" : "0." + thousandths.dropFirst()
    }.joined(separator: " ")
  }

  // MARK: File

  func file(title: String) -> [UInt8] {
    var file = PDFFile()
    let (fonts, xObjects) = (
      PDFText.Font.allCases, images.indices.map { "/I\($0) \(10 + $0) 0 R" }
    )
    let states = opacities.enumerated().map {
      "/G\($0) << /ca \(PlotNumber.text($1)) >>"
    }
    let fontNames = fonts.enumerated().map { "/\($1.rawValue) \(6 + $0) 0 R" }
    file.add(1, "<< /Type /Catalog /Pages 2 0 R >>")
    file.add(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
    file.add(
      3,
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.numbers([width, height]))] "
        + "/Contents 4 0 R /Resources << /Font << \(fontNames.joined(separator: " ")) >> "
        + "/XObject << \(xObjects.joined(separator: " ")) >> "
        + "/ExtGState << \(states.joined(separator: " ")) >> >> >>")
    file.add(4, "", stream: Array(content.utf8))
    file.add(5, "<< /Title (\(PDFText.plain(title))) /Producer (Locus) >>")
    for (number, font) in fonts.enumerated() { file.add(6 + number, font.object) }
    for (number, image) in images.enumerated() {
      let space = image.channels == 1 ? "/DeviceGray" : "/DeviceRGB"
      file.add(
        10 + number,
        "/Type /XObject /Subtype /Image /Width \(image.width) /Height \(image.height) "
          + "/ColorSpace \(space) /BitsPerComponent 8 ", stream: image.pixels)
    }
    return file.finished(root: 1, info: 5)
  }

  private static func numbers(_ values: [Double]) -> String {
    values.map(PlotNumber.text).joined(separator: " ")
  }
  private func numbers(_ values: [Double]) -> String { Self.numbers(values) }
}
