/// A figure as data: what is shown, not where on the page.
///
/// ``drawing`` lays it out, ``svg`` and ``pdf`` are its files; the same figure gives the same bytes.
package struct Figure: Sendable {
  /// How wide a figure is printed.
  package enum Width: Double, Sendable {
    /// One column of a paper in two columns, 3.25 inches.
    case column = 234
    /// The whole page, 6.75 inches.
    case page = 486
  }

  package enum Content: Sendable {
    /// Diagrams side by side, so many in a row.
    case panels([Panel], perRow: Int)
    case images(ImageGrid)
  }

  /// What a screen reader says in place of the picture: a name, and what is seen.
  package var title: String
  package var description: String
  package var width: Width
  package var content: Content

  package init(title: String, description: String, width: Width = .column, content: Content) {
    (self.title, self.description) = (title, description)
    (self.width, self.content) = (width, content)
  }

  /// What could not be shown as it is: values without a place on an axis.
  package var notes: [String] {
    switch content {
    case .panels(let panels, _):
      panels.flatMap { panel in
        panel.notes.map { panels.count > 1 ? "\(panel.name): \($0)" : $0 }
      }
    case .images(let grid): grid.notes
    }
  }

  package var drawing: Drawing {
    switch content {
    case .panels(let panels, let perRow):
      PanelsLayout(self, panels, perRow: perRow).drawing
    case .images(let grid): ImageGridLayout(self, grid).drawing
    }
  }

  package var svg: String { drawing.svg }
  package var pdf: [UInt8] { drawing.pdf }
}
