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

  /// Masks of given pixels, which are found for several places at a time.
  package init(_ shape: ImageShape, pixels: @Sendable (_ place: Int) -> [Int]) {
    let empty = PixelMasks(empty: shape)
    let size = empty.rows * empty.wordsPerRow
    let items = blocks(from: 0, to: shape.count, of: 64)
    let parts = WorkPool.shared.map(items.count) { item in
      var words = [UInt64](repeating: 0, count: items[item].count * size)
      for place in items[item] {
        for pixel in pixels(place) {
          let (word, bit) = empty.position(place - items[item].lowerBound, pixel)
          words[word] |= 1 << UInt64(bit)
        }
      }
      return words
    }
    self.init(shape, words: parts.flatMap { $0 })
  }

  /// Masks in words.
  init(_ shape: ImageShape, words: [UInt64]) {
    self.init(empty: shape)
    precondition(words.count == self.words.count, "words of another shape")
    self.words = words
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
    let first = words(of: place).lowerBound
    for index in words(of: place) {
      let (row, word) = (index - first).quotientAndRemainder(dividingBy: wordsPerRow)
      var bits = words[index]
      while bits != 0 {
        pixels.append(row * shape.width + word * 64 + bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return pixels
  }

  /// Eight pixels of a row of the mask of `place`, from column 8 · `index` on; the first is the lowest
  /// bit.
  func byte(_ index: Int, of place: Int, row: Int) -> UInt8 {
    let word = words[(place * rows + row) * wordsPerRow + index >> 3]
    return UInt8(truncatingIfNeeded: word >> UInt64(8 * (index & 7)))
  }

  /// Masks with the roles of place and pixel exchanged.
  public func transposed() -> PixelMasks {
    var result = PixelMasks(empty: shape)
    for place in 0..<shape.count {
      for pixel in pixels(of: place) { result[pixel, place] = true }
    }
    return result
  }

  private func words(of place: Int) -> Range<Int> {
    let size = rows * wordsPerRow
    return place * size..<(place + 1) * size
  }
}
