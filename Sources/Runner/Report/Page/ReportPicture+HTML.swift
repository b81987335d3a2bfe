import Framework

extension ReportPicture {
  /// The picture with its titles beside it.
  var html: String {
    func items(_ titles: [String]) -> String {
      titles.map { "<li>\(HTML.escaped($0))</li>" }.joined()
    }
    let links = ["png", "svg"].map {
      "<a href=\"pictures/\(HTML.escaped(name)).\($0)\" download>\($0)</a>"
    }.joined(separator: " ")
    return """
      <figure>
      <div class="scroll" role="region" aria-label="\(HTML.escaped(title))" tabindex="0">
      <div class="labelled" style="--x:\(pitch.across)px;--y:\(pitch.down)px">
      <ul class="columns" aria-hidden="true">\(items(columnTitles))</ul>
      <ul class="rows" aria-hidden="true">\(items(rowTitles))</ul>
      <img class="pixels" alt="\(HTML.escaped(alternative))" \
      width="\(image.width)" height="\(image.height)" \
      src="\(HTML.dataURI(png, type: "image/png"))">
      </div>
      </div>
      <figcaption><b>\(HTML.escaped(title)).</b> \
      \(HTML.escaped(caption.joined(separator: " "))) \
      <span class="files">Files: \(links)</span></figcaption>
      </figure>
      """
  }
}

extension ReportFigure {
  /// The figure as a picture of its own, so that nothing in it meets the page.
  var html: String {
    // A third larger than on paper: pages are read from farther away.
    let (width, height) = (drawing.width * 16 / 9, drawing.height * 16 / 9)
    let links = ["svg", "pdf", "csv"].map {
      "<a href=\"figures/\(HTML.escaped(name)).\($0)\" download>\($0)</a>"
    }.joined(separator: " ")
    return """
      <figure>
      <div class="scroll" role="region" aria-label="\(HTML.escaped(title))" tabindex="0">
      <img class="drawn" alt="\(HTML.escaped(alt))" width="\(Int(width))" height="\(Int(height))" \
      style="--drawn:\(Int(width))px" \
      src="\(HTML.dataURI(.init(drawing.svg.utf8), type: "image/svg+xml"))">
      </div>
      <figcaption><b>\(HTML.escaped(title)).</b> \(HTML.escaped(caption)) \
      <span class="files">Files: \(links)</span></figcaption>
      </figure>
      """
  }
}
