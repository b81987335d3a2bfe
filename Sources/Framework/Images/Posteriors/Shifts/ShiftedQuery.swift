/// A query whose rows are continued on both sides so that a shifted row is a contiguous piece.
struct ShiftedQuery: Sendable {
  /// [c, h, margin + 2w + margin].
  private let values: [Float]
  private let shape: ImageShape
  private let margin: Int

  /// - Parameters:
  ///   - isCircular: continue with the row itself; otherwise with zeros.
  ///   - window: side of the windows.
  init(_ image: ArraySlice<Float>, shape: ImageShape, window: Int, isCircular: Bool) {
    self.shape = shape
    // The places of some shifts of a block may lie beyond those of others.
    let margin = window / 2 + 4
    self.margin = margin
    let width = shape.width
    values = stride(from: image.startIndex, to: image.endIndex, by: width).flatMap { row in
      (-margin..<2 * width + margin).map { x in
        if isCircular { return image[row + (x + margin * width) % width] }
        return 0..<width ~= x ? image[row + x] : 0
      }
    }
  }

  struct Rows {
    fileprivate let base: UnsafePointer<Float>
    fileprivate let width: Int
    fileprivate let margin: Int
    /// Between channels.
    let stride: Int

    /// Where place x, which may lie outside, of row y stands.
    func place(_ y: Int, _ x: Int) -> UnsafePointer<Float> { base + y * width + margin + x }
  }

  func withRows(_ body: (Rows) -> Void) {
    values.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let width = 2 * (shape.width + margin)
      body(Rows(base: base, width: width, margin: margin, stride: shape.height * width))
    }
  }
}
