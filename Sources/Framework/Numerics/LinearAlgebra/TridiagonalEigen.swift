/// Eigenvalues and eigenvectors of a symmetric tridiagonal matrix by divide and conquer.
///
/// Cuppen (1981), with the deflation of Dongarra and Sorensen (1987) and the orthogonality of Gu
/// and Eisenstat (1995). The matrix is torn into halves until they are small; two solved halves are
/// merged through a secular equation, in Double whatever the type of the vectors is. Nearly all work
/// is in matrix products, and less of it the more eigenvalues lie close together.
struct TridiagonalEigen<Scalar: MatrixScalar> {
  /// The eigenvalues in no particular order.
  private(set) var values: [Double]
  /// Row k is the unit eigenvector of `values[k]`.
  let vectors: MutableMatrixView<Scalar>

  /// What `vectors` is a view of.
  let memory: Scratch<Scalar>

  /// Size up to which a block is solved by QL iteration.
  private static var leafSize: Int { 32 }

  init(diagonal: [Double], offDiagonal: [Double], kernels: KernelTable, pool: WorkPool) {
    let count = diagonal.count
    let stride = paddedStride(count, of: Scalar.self)
    memory = Scratch(zeros: count * stride)
    let vectors = memory.view(rows: count, columns: count, stride: stride)

    // Tears: ρ = |e| is taken from both diagonal elements beside it.
    var torn = diagonal
    let levels = Self.levels(count)
    for split in levels.dropLast().joined().compactMap(\.split) {
      torn[split - 1] -= offDiagonal[split - 1].magnitude
      torn[split] -= offDiagonal[split - 1].magnitude
    }
    let d = torn
    let leaves = levels.last ?? []
    let solved = pool.map(leaves.count) { item in
      let range = leaves[item].range
      return TridiagonalLeaf.solve(
        Array(d[range]), Array(offDiagonal[range]), kernels: kernels,
        into: vectors.part(rows: range, columns: range))
    }
    var values = solved.flatMap { $0 }

    let norm = zip(diagonal, offDiagonal).reduce(0) { max($0, $1.0.magnitude, $1.1.magnitude) }
    let tolerance = 4 * Double(Scalar.ulpOfOne) * norm
    // Merges of one level work on different parts of the same memory.
    let needed = levels.count > 1 ? count : 0
    let (first, second) = (
      Scratch<Scalar>(count: needed * stride), Scratch<Scalar>(count: needed * stride)
    )
    defer {
      first.keepAlive()
      second.keepAlive()
    }
    let packed = first.view(rows: needed, columns: needed, stride: stride)
    let mixing = second.view(rows: needed, columns: needed, stride: stride)
    for level in levels.dropLast().reversed() {
      let before = values
      let merged = pool.map(level.count) { item -> [Double] in
        let range = level[item].range
        guard let split = level[item].split else { return Array(before[range]) }
        let merge = TridiagonalMerge(
          vectors: vectors.part(rows: range, columns: range), split: split - range.lowerBound,
          packed: packed.part(rows: range, columns: range),
          mixing: mixing.part(rows: range, columns: range), tolerance: tolerance,
          kernels: kernels, pool: pool)
        return merge.run(Array(before[range]), coupling: offDiagonal[split - 1])
      }
      values = merged.flatMap { $0 }
    }
    self.values = values
    self.vectors = vectors
  }

  /// A block of the matrix and the row at which it is torn; nil for a block that stays whole.
  private struct Block {
    let range: Range<Int>
    let split: Int?
  }

  /// The blocks of every level, the whole matrix first; in the last level no block is torn.
  private static func levels(_ count: Int) -> [[Block]] {
    guard count > 0 else { return [] }
    var levels: [[Block]] = []
    var ranges = [0..<count]
    repeat {
      let level = ranges.map { range in
        Block(
          range: range,
          split: range.count > leafSize ? (range.lowerBound + range.upperBound) / 2 : nil)
      }
      levels.append(level)
      ranges = level.flatMap { block in
        guard let split = block.split else { return [block.range] }
        return [block.range.lowerBound..<split, split..<block.range.upperBound]
      }
    } while levels[levels.count - 1].contains { $0.split != nil }
    return levels
  }
}
