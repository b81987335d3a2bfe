/// One set of pixels for each place of an image: what a local denoiser looks at to answer there.
///
/// The places and the pixels are those of images of one shape.
public struct PixelMasks: Sendable, Equatable {
  public let shape: ImageShape
  /// Words of 64 pixels to a row of an image.
  let wordsPerRow: Int
  /// [place, channel, row, word].
  private(set) var words: [UInt64]

  /// Masks without pixels.
  public init(empty shape: ImageShape) {
    self.shape = shape
    wordsPerRow = (shape.width + 63) / 64
    let rows = shape.channels * shape.height
    words = [UInt64](repeating: 0, count: shape.count * rows * wordsPerRow)
  }

  /// Rows in a mask, over all channels.
  var rows: Int { shape.channels * shape.height }

  /// Whether the mask of `place` has `pixel`; both count in the order [c, h, w].
  public subscript(place: Int, pixel: Int) -> Bool {
    get {
      let (word, bit) = position(place, pixel)
      return words[word] >> UInt64(bit) & 1 == 1
    }
    set {
      let (word, bit) = position(place, pixel)
      if newValue { words[word] |= 1 << UInt64(bit) } else { words[word] &= ~(1 << UInt64(bit)) }
    }
  }

  private func position(_ place: Int, _ pixel: Int) -> (word: Int, bit: Int) {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: shape.width)
    return ((place * rows + row) * wordsPerRow + column >> 6, column & 63)
  }

  /// Pixels in the mask of `place`.
  public func count(of place: Int) -> Int {
    words(of: place).reduce(0) { $0 + words[$1].nonzeroBitCount }
  }

  /// The pixels in the mask of `place`, in the order [c, h, w].
  public func pixels(of place: Int) -> [Int] {
    var pixels: [Int] = []
    forEachRun(of: place) { row, columns in pixels += columns.map { row * shape.width + $0 } }
    return pixels
  }

  /// Masks with the roles of place and pixel exchanged.
  public func transposed() -> PixelMasks {
    var result = PixelMasks(empty: shape)
    for place in 0..<shape.count {
      forEachRun(of: place) { row, columns in
        for column in columns { result[row * shape.width + column, place] = true }
      }
    }
    return result
  }

  private func words(of place: Int) -> Range<Int> {
    let size = rows * wordsPerRow
    return place * size..<(place + 1) * size
  }
}

// MARK: - Runs of pixels

extension PixelMasks {
  /// Calls `body` with every horizontal run of the mask of `place` that the mask of `other` lacks;
  /// with every run of it if there is no other.
  func forEachRun(
    of place: Int, without other: Int? = nil, _ body: (_ row: Int, _ columns: Range<Int>) -> Void
  ) {
    let first = words(of: place).lowerBound
    guard let other else { return forEachRun({ words[first + $0] }, body) }
    let second = words(of: other).lowerBound
    forEachRun({ words[first + $0] & ~words[second + $0] }, body)
  }

  /// How many runs ``forEachRun(of:without:_:)`` would meet.
  func runs(of place: Int, without other: Int? = nil) -> Int {
    let first = words(of: place).lowerBound
    let second = other.map { words(of: $0).lowerBound }
    var runs = 0
    for row in 0..<rows {
      // A run starts at a pixel whose left neighbour is not in.
      var carry: UInt64 = 0
      for index in row * wordsPerRow..<(row + 1) * wordsPerRow {
        let word = words[first + index] & ~(second.map { words[$0 + index] } ?? 0)
        runs += (word & ~(word << 1 | carry)).nonzeroBitCount
        carry = word >> 63
      }
    }
    return runs
  }

  private func forEachRun(
    _ word: (Int) -> UInt64, _ body: (_ row: Int, _ columns: Range<Int>) -> Void
  ) {
    for row in 0..<rows {
      var start: Int?
      for index in 0..<wordsPerRow {
        let bits = word(row * wordsPerRow + index)
        var column = 0
        while column < 64 {
          // The next place where the bits change from what they are now.
          let rest = (start == nil ? bits : ~bits) >> UInt64(column)
          column += rest == 0 ? 64 : rest.trailingZeroBitCount
          guard column < 64 else { break }
          if let first = start {
            body(row, first..<index * 64 + column)
            start = nil
          } else {
            start = index * 64 + column
          }
        }
      }
      if let first = start { body(row, first..<shape.width) }
    }
  }
}
