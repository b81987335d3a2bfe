// Generated from LinearAlgebra/FloatProducts.swift by Tools/generate_kernels.py: edit the former.

/// Matrix products over packed panels.
///
/// A left panel holds `tileRows` rows as [depth][tileRows], a right panel `tileColumns` columns as
/// [depth][tileColumns]; panels follow each other and the last is padded with zeros. Every element
/// of a product goes through the same sequence of operations, whatever tile it falls into.
extension DoubleKernels {
  /// result = left · right (`sign` 0), result += (1) or result -= (-1), for packed panels.
  ///
  /// Rows outside, columns inside: then the tiles of the result follow each other in memory, and
  /// a left panel stays in the first-level cache while the right panels stream by.
  ///
  /// - Parameters:
  ///   - rows: of the result; `columns` likewise.
  ///   - depth: elements of the sums of products.
  ///   - left: panels of `tileRows` rows, as ``pack`` writes them.
  ///   - right: panels of `tileColumns` columns.
  ///   - result: row i begins at `result + i · stride`.
  ///   - stride: elements from one row of the result to the next.
  ///   - sign: 0 stores, 1 adds and -1 subtracts the product.
  ///   - beyond: row i needs only columns below i + `beyond`; tiles wholly above are left out.
  ///   - scratch: one tile, for tiles that reach over the edge of the result.
  @inline(never)
  public static func multiplyPanels(
    rows: Int, columns: Int, depth: Int, left: UnsafePointer<Scalar>, right: UnsafePointer<Scalar>,
    result: UnsafeMutablePointer<Scalar>, stride: Int, sign: Int, beyond: Int,
    scratch: UnsafeMutablePointer<Scalar>
  ) {
    var row = 0
    while row < rows {
      let a = left + row &* depth
      let height = min(tileRows, rows &- row)
      let end = min(columns, row &+ height &+ beyond &- 1)
      var column = 0
      while column < end {
        let b = right + column &* depth
        let width = min(tileColumns, columns &- column)
        let target = result + row &* stride + column
        if height == tileRows && width == tileColumns {
          multiplyTile(depth: depth, left: a, right: b, result: target, stride: stride, sign: sign)
        } else {
          multiplyTile(
            depth: depth, left: a, right: b, result: scratch, stride: tileColumns, sign: 0)
          merge(
            height: height, width: width, tile: scratch, result: target, stride: stride, sign: sign)
        }
        column &+= tileColumns
      }
      row &+= tileRows
    }
  }

  /// Adds the part of a tile that lies inside the result.
  @inline(__always)
  static func merge(
    height: Int, width: Int, tile: UnsafePointer<Scalar>, result: UnsafeMutablePointer<Scalar>,
    stride: Int, sign: Int
  ) {
    var i = 0
    while i < height {
      let from = tile + i &* tileColumns
      let to = result + i &* stride
      var j = 0
      while j < width {
        if sign == 0 {
          to[j] = from[j]
        } else if sign > 0 {
          to[j] += from[j]
        } else {
          to[j] -= from[j]
        }
        j &+= 1
      }
      i &+= 1
    }
  }
}
