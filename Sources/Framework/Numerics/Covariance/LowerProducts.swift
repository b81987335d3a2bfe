/// Products of a matrix with itself, of which only the lower triangle is made: all that a Cholesky
/// factorisation reads.
extension Matrix where Scalar == Double {
  /// Adds AᵀA to the lower triangle; what stands above the diagonal is then undefined.
  ///
  /// - Precondition: this matrix has as many rows and columns as A has columns.
  package mutating func addLowerProduct(ofColumns a: Matrix, pool: WorkPool = .shared) {
    precondition(rows == a.columns && columns == a.columns, "a product of another size")
    let product = MatrixProduct(kernels: Double.kernels(in: .current), pool: pool)
    withMutableView { result in
      a.withView {
        product.multiply(
          $0, transposed: true, $0, transposed: false, into: result, .add, lowerOnly: true)
      }
    }
  }

  /// The lower triangle of A Aᵀ; what stands above the diagonal is undefined.
  package func lowerProductOfRows(pool: WorkPool = .shared) -> Matrix {
    let product = MatrixProduct(kernels: Double.kernels(in: .current), pool: pool)
    return Matrix(rows: rows, columns: rows) { result in
      withView {
        product.multiply(
          $0, transposed: false, $0, transposed: true, into: result, lowerOnly: true)
      }
    }
  }

  /// AᵀDA for D = diag(weights), a weight for each of the first rows of A; the others count as 0. The
  /// lower triangle is computed, and the upper one mirrors it.
  package func symmetricProduct(
    weightingRows weights: [Double], pool: WorkPool = .shared
  ) -> Matrix {
    precondition(weights.count <= rows, "a weight for each row")
    let product = MatrixProduct(kernels: Double.kernels(in: .current), pool: pool)
    let weighted = Matrix(rows: weights.count, columns: columns) { target in
      withView { source in
        let items = blocks(from: 0, to: weights.count, of: 64)
        pool.forEach(items.count) { item in
          for row in items[item] {
            product.kernels.set.copyScaled(
              count: columns, by: weights[row], from: source.row(row), to: target.row(row))
          }
        }
      }
    }
    return Matrix(rows: columns, columns: columns) { result in
      withView { all in
        weighted.withView { weighted in
          product.multiply(
            all.part(rows: 0..<weights.count, columns: 0..<columns), transposed: true,
            weighted, transposed: false, into: result, lowerOnly: true)
        }
      }
      result.mirrorLower(pool: pool)
    }
  }
}

extension MutableMatrixView where Scalar == Double {
  /// Copies what stands below the diagonal to above it, tile by tile.
  fileprivate func mirrorLower(pool: WorkPool) {
    let tiles = blocks(from: 0, to: rows, of: 64)
    pool.forEach(tiles.count) { band in
      for tile in tiles[...band] {
        for i in tiles[band] {
          let source = row(i)
          for j in tile.lowerBound..<min(tile.upperBound, i) { row(j)[i] = source[j] }
        }
      }
    }
  }
}
