import Foundation
import Framework

/// A picture of images with the words that belong to it.
struct ReportPicture: Sendable {
  /// The file's name without its ending, folders included.
  let name: String
  let title: String
  /// Sentences: what rows and columns are, how it is scaled, what is clipped.
  let caption: [String]
  let image: RasterImage
  /// The image as a file, which the page and the SVG hold too.
  let png: Data
  /// What stands beside the rows and above the columns.
  let rowTitles: [String]
  let columnTitles: [String]
  /// Pixels from one image to the next.
  let pitch: (across: Int, down: Int)

  /// Rows with the same columns, described from top to bottom.
  ///
  /// - Parameters:
  ///   - columns: what the columns are, a sentence.
  ///   - columnTitles: a word for each column.
  init?(
    _ name: String, _ title: String, rows: [PixelRow], columns: String, columnTitles: [String],
    shape: ImageShape
  ) {
    guard let first = rows.first, !first.images.isEmpty else { return nil }
    self.name = name
    self.title = title
    let factor = PictureGrid.factor(shape)
    var sentences = [
      "Rows from top to bottom: \(rows.map(\.title).joined(separator: ", ")).", columns,
    ]
    if factor > 1 {
      sentences.append("Every pixel is shown \(factor) times across and down, without smoothing.")
    }
    if shape.channels != 1, shape.channels != 3 {
      sentences.append("Of \(shape.channels) channels the first is shown.")
    }
    let clipped = rows.filter { $0.clipped > 0 }.map { row in
      "\(row.title) \(Self.percent(row.clipped, of: row.numbers))"
    }
    if !clipped.isEmpty {
      sentences.append("Outside [−1, 1] and clipped: \(clipped.joined(separator: ", ")).")
    }
    caption = sentences
    image = PictureGrid.image(rows, shape: shape)
    png = PNG.encode(image)
    rowTitles = rows.map(\.title)
    self.columnTitles = columnTitles
    pitch = (
      factor * shape.width + PictureGrid.gap, factor * shape.height + PictureGrid.gap
    )
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    let percent = 100 * Double(part) / Double(whole)
    return percent < 0.1 ? "below 0.1 %" : "\(NumberStyle([percent]).text(percent)) %"
  }

  /// The picture with its titles as an SVG file.
  var svg: String {
    let (size, top) = (12, 20)
    // No font is at hand to measure with; this is wide enough for most sans-serif ones.
    let left = (rowTitles.map(\.count).max() ?? 0) * 7 + 12
    let rows = rowTitles.enumerated().map { place, title in
      "<text x=\"\(left - 8)\" y=\"\(top + place * pitch.down + (pitch.down + size) / 2 - 3)\" "
        + "text-anchor=\"end\">\(HTML.escaped(title))</text>"
    }
    let columns = columnTitles.enumerated().map { place, title in
      "<text x=\"\(left + place * pitch.across + pitch.across / 2)\" y=\"\(top - 6)\" "
        + "text-anchor=\"middle\">\(HTML.escaped(title))</text>"
    }
    let (width, height) = (left + image.width + 4, top + image.height + 4)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="Helvetica, Arial, sans-serif" \
      font-size="\(size)" role="img">
      <title>\(HTML.escaped(title))</title>
      <rect width="100%" height="100%" fill="#fff"/>
      \((columns + rows).joined(separator: "\n"))
      <image x="\(left)" y="\(top)" width="\(image.width)" height="\(image.height)" \
      style="image-rendering:pixelated" href="\(HTML.dataURI(png, type: "image/png"))"/>
      </svg>

      """
  }

  /// What a reader who cannot see it should know.
  var alternative: String { title + ". " + caption.prefix(2).joined(separator: " ") }
}
