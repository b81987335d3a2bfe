/// The vectors v and w of the rows of one panel of `Tridiagonalisation`.
///
/// In memory V, W and V again, so that both factors of Vᵀ W + Wᵀ V = [V; W]ᵀ [W; V] are contiguous.
final class ReflectorPanel<Scalar: MatrixScalar> {
  /// Rows that hold vectors.
  private(set) var used = 0

  let stride: Int
  private let rows: Int
  let memory: Scratch<Scalar>

  init(rows: Int, stride: Int) {
    self.rows = rows
    self.stride = stride
    memory = Scratch(zeros: (3 * rows + 4) * stride)
  }

  /// V above W.
  var left: MutableMatrixView<Scalar> {
    MutableMatrixView(base: v(0), rows: 2 * rows, columns: stride, stride: stride)
  }

  /// W above V.
  var right: MutableMatrixView<Scalar> {
    MutableMatrixView(base: w(0), rows: 2 * rows, columns: stride, stride: stride)
  }

  func v(_ row: Int) -> UnsafeMutablePointer<Scalar> { memory.base + row * stride }
  func w(_ row: Int) -> UnsafeMutablePointer<Scalar> { memory.base + (rows + row) * stride }

  /// Four vectors of `rows` coefficients.
  func coefficients(_ index: Int) -> UnsafeMutablePointer<Scalar> {
    memory.base + (3 * rows + index) * stride
  }

  /// Counts the vectors that stand in the next free rows, with `count` elements.
  func append(count: Int) {
    (w(used) + count).update(repeating: 0, count: stride - count)
    v(2 * rows + used).update(from: v(used), count: stride)
    used += 1
  }

  /// A step without reflection.
  func appendNothing() {
    for row in [used, rows + used, 2 * rows + used] {
      v(row).update(repeating: 0, count: stride)
    }
    used += 1
  }

  /// Fills the panel up, after which it takes vectors from the first row on again.
  func finish() {
    while used < rows { appendNothing() }
    used = 0
  }
}
