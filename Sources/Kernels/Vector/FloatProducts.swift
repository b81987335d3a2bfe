/// Matrix products over packed panels.
///
/// A left panel holds `tileRows` rows as [depth][tileRows], a right panel `tileColumns` columns as
/// [depth][tileColumns]; panels follow each other and the last is padded with zeros. Every element
/// of a product goes through the same sequence of operations, whatever tile it falls into.
extension FloatKernels {
  /// Packs `count` vectors of `depth` elements into panels that are `width` vectors wide.
  ///
  /// Element k of vector i is `source[i · stride + k]`, or `source[k · stride + i]` if `across`.
  @inline(never)
  public static func pack(
    _ count: Int, _ depth: Int, _ width: Int, _ source: UnsafePointer<Scalar>, _ stride: Int,
    _ across: Bool, _ panels: UnsafeMutablePointer<Scalar>
  ) {
    var first = 0
    var panel = panels
    while first < count {
      let filled = min(width, count &- first)
      if across {
        var k = 0
        while k < depth {
          let from = source + k &* stride + first
          let to = panel + k &* width
          var i = 0
          while i < filled {
            to[i] = from[i]
            i &+= 1
          }
          while i < width {
            to[i] = 0
            i &+= 1
          }
          k &+= 1
        }
      } else {
        var i = 0
        while i < width {
          var to = panel + i
          if i < filled {
            let from = source + (first &+ i) &* stride
            var k = 0
            while k < depth {
              to.pointee = from[k]
              to += width
              k &+= 1
            }
          } else {
            var k = 0
            while k < depth {
              to.pointee = 0
              to += width
              k &+= 1
            }
          }
          i &+= 1
        }
      }
      panel += width &* depth
      first &+= width
    }
  }

  /// result = left · right (`sign` 0), result += (1) or result -= (-1), for packed panels.
  ///
  /// - Parameter scratch: one tile, for tiles that reach over the edge of the result.
  @inline(never)
  public static func multiplyPanels(
    _ rows: Int, _ columns: Int, _ depth: Int,
    _ left: UnsafePointer<Scalar>, _ right: UnsafePointer<Scalar>,
    _ result: UnsafeMutablePointer<Scalar>, _ stride: Int, _ sign: Int,
    _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    var column = 0
    while column < columns {
      let b = right + column &* depth
      let width = min(tileColumns, columns &- column)
      var row = 0
      while row < rows {
        let a = left + row &* depth
        let height = min(tileRows, rows &- row)
        let target = result + row &* stride + column
        if height == tileRows && width == tileColumns {
          multiplyTile(depth, a, b, target, stride, sign)
        } else {
          multiplyTile(depth, a, b, scratch, tileColumns, 0)
          merge(height, width, scratch, target, stride, sign)
        }
        row &+= tileRows
      }
      column &+= tileColumns
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
