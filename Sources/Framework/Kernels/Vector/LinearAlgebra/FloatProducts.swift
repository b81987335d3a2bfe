/// Matrix products over packed panels.
///
/// A left panel holds `tileRows` rows as [depth][tileRows], a right panel `tileColumns` columns as
/// [depth][tileColumns]; panels follow each other and the last is padded with zeros. Every element
/// of a product goes through the same sequence of operations, whatever tile it falls into.
extension FloatKernels {
  /// result = left · right (`sign` 0), result += (1) or result -= (-1), for packed panels.
  ///
  /// Rows outside, columns inside: then the tiles of the result follow each other in memory, and
  /// a left panel stays in the first-level cache while the right panels stream by.
  ///
  /// - Parameters:
  ///   - beyond: row i needs only columns below i + `beyond`; tiles wholly above are left out.
  ///   - scratch: one tile, for tiles that reach over the edge of the result.
  @inline(never)
  public static func multiplyPanels(
    _ rows: Int, _ columns: Int, _ depth: Int,
    _ left: UnsafePointer<Scalar>, _ right: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>, _ stride: Int, _ sign: Int,
    _ beyond: Int, _ scratch: UnsafeMutablePointer<Scalar>
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
          multiplyTile(depth, a, b, target, stride, sign)
        } else {
          multiplyTile(depth, a, b, scratch, tileColumns, 0)
          merge(height, width, scratch, target, stride, sign)
        }
        column &+= tileColumns
      }
      row &+= tileRows
    }
  }

  /// Adds the part of a tile that lies inside the result.
  @inline(__always)
  static func merge(
    _ height: Int, _ width: Int, _ tile: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>, _ stride: Int, _ sign: Int
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
