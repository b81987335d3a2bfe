import Framework

/// The images of one row of a picture, side by side, as bytes.
struct PixelRow: Sendable {
  /// What the row is called in a caption.
  let title: String
  /// Label of the model; nil for images of the data.
  let label: String?
  /// Images in bytes, [columns, h, w, c]; nil where there is none.
  private(set) var images: [[UInt8]?]
  /// Numbers of each image, and how many of them lie outside the shown range.
  private var counts: [(clipped: Int, numbers: Int)]

  var clipped: Int { counts.reduce(0) { $0 + $1.clipped } }
  var numbers: Int { counts.reduce(0) { $0 + $1.numbers } }

  /// - Parameters:
  ///   - batches: one image for each column, [c, h, w] in [-1, 1]; nil where there is none.
  ///   - shape: the images' shape; of other than 1 or 3 channels the first is shown.
  init(_ title: String, label: String? = nil, _ batches: [ArraySlice<Float>?], shape: ImageShape) {
    self.title = title
    self.label = label
    let channels = Self.shownChannels(shape)
    var counts: [(clipped: Int, numbers: Int)] = []
    images = batches.map { values in
      guard let values else {
        counts.append((0, 0))
        return nil
      }
      var clipped = 0
      var bytes = [UInt8](repeating: 0, count: shape.area * channels)
      for channel in 0..<channels {
        for place in 0..<shape.area {
          let value = Double(values[values.startIndex + channel * shape.area + place])
          // What is no number has no brightness.
          if !(abs(value) <= 1) { clipped += 1 }
          bytes[place * channels + channel] = Self.byte(value)
        }
      }
      counts.append((clipped, bytes.count))
      return bytes
    }
    self.counts = counts
  }

  /// -1 is black, 1 is white, what lies beyond is one of these.
  private static func byte(_ value: Double) -> UInt8 {
    value.isNaN ? 127 : UInt8((min(1, max(-1, value)) * 127.5 + 127.5).rounded())
  }

  static func shownChannels(_ shape: ImageShape) -> Int { shape.channels == 3 ? 3 : 1 }

  /// The row's first images.
  func prefix(_ count: Int) -> PixelRow {
    var row = self
    row.images = Array(images.prefix(count))
    row.counts = Array(counts.prefix(count))
    return row
  }
}
