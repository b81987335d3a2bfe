/// Sums of products of bytes over images, exact.
///
/// A quad is one pixel of four images as 16-bit words in 64 bits. A panel holds `tileColumns` pixels
/// as [depth][tileColumns] quads; panels follow each other at a distance of `room` quads a pixel. What
/// is missing of the last panel and the last quad is zero.
extension WordKernels {
  /// Packs pixels of images into panels, and adds up each pixel's words.
  ///
  /// - Parameters:
  ///   - rows: images, at most 1024.
  ///   - columns: pixels.
  ///   - bytes: pixel j of image i is `bytes[i · stride + j]`.
  ///   - stride: bytes from one image to the next.
  ///   - panels: [panel][room][tileColumns] quads.
  ///   - room: quads of a pixel, as many as a panel has room for.
  ///   - totals: of each pixel, the four words by themselves.
  @inline(never)
  public static func pack(
    rows: Int, columns: Int, bytes: UnsafePointer<UInt8>, stride: Int,
    panels: UnsafeMutablePointer<UInt64>, room: Int, totals: UnsafeMutablePointer<UInt64>
  ) {
    var j = 0
    while j < columns {
      totals[j] = 0
      j &+= 1
    }
    var row = 0
    while row < rows {
      let present = min(4, rows &- row)
      let p0 = bytes + row &* stride
      var first = 0
      while first < columns {
        let filled = min(tileColumns, columns &- first)
        let target = panels + first &* room + (row / 4) &* tileColumns
        if present == 4 {
          packQuads(
            count: filled, bytes: p0 + first, stride: stride, target: target, totals: totals + first
          )
        } else {
          packLast(
            present: present, count: filled, bytes: p0 + first, stride: stride, target: target,
            totals: totals + first)
        }
        var i = filled
        while i < tileColumns {
          target[i] = 0
          i &+= 1
        }
        first &+= tileColumns
      }
      row &+= 4
    }
  }

  /// Some pixels of four images. No word of a total overflows: it is a sum of at most 256 bytes.
  @inline(__always)
  static func packQuads(
    count: Int, bytes: UnsafePointer<UInt8>, stride: Int, target: UnsafeMutablePointer<UInt64>,
    totals: UnsafeMutablePointer<UInt64>
  ) {
    typealias Quads = SIMD8<UInt64>
    let (p0, p1) = (bytes, bytes + stride)
    let (p2, p3) = (bytes + 2 &* stride, bytes + 3 &* stride)
    var i = 0
    while i &+ 8 <= count {
      let low = load(p0 + i) | (load(p1 + i) &<< Quads(repeating: 16))
      let high = (load(p2 + i) | (load(p3 + i) &<< Quads(repeating: 16))) &<< Quads(repeating: 32)
      let quads = low | high
      UnsafeMutableRawPointer(target + i).storeBytes(of: quads, as: Quads.self)
      let total = UnsafeRawPointer(totals + i).loadUnaligned(as: Quads.self) &+ quads
      UnsafeMutableRawPointer(totals + i).storeBytes(of: total, as: Quads.self)
      i &+= 8
    }
    while i < count {
      let low = UInt64(p0[i]) | UInt64(p1[i]) &<< 16
      let quad = low | UInt64(p2[i]) &<< 32 | UInt64(p3[i]) &<< 48
      target[i] = quad
      totals[i] &+= quad
      i &+= 1
    }
  }

  /// Some pixels of the last images, fewer than four.
  @inline(__always)
  static func packLast(
    present: Int, count: Int, bytes: UnsafePointer<UInt8>, stride: Int,
    target: UnsafeMutablePointer<UInt64>, totals: UnsafeMutablePointer<UInt64>
  ) {
    var i = 0
    while i < count {
      var quad: UInt64 = 0
      var image = present
      while image > 0 {
        image &-= 1
        quad = quad &<< 16 | UInt64(bytes[image &* stride &+ i])
      }
      target[i] = quad
      totals[i] &+= quad
      i &+= 1
    }
  }

  /// Eight bytes, one instruction where there is one.
  @inline(__always)
  static func load(_ p: UnsafePointer<UInt8>) -> SIMD8<UInt64> {
    SIMD8(
      UInt64(p[0]), UInt64(p[1]), UInt64(p[2]), UInt64(p[3]),
      UInt64(p[4]), UInt64(p[5]), UInt64(p[6]), UInt64(p[7]))
  }

  /// result += leftᵀ · right for packed panels.
  ///
  /// Columns outside, rows inside: a right panel stays in the first-level cache while the left ones
  /// stream by.
  ///
  /// - Parameters:
  ///   - rows: pixels of `left`, and rows of the result.
  ///   - columns: pixels of `right`, and columns of the result.
  ///   - depth: quads that are added up.
  ///   - room: quads of a pixel in the panels, at least `depth`.
  ///   - left: panels as ``pack`` writes them; `right` likewise.
  ///   - result: row i begins at `result + i · stride`.
  ///   - stride: elements from one row of the result to the next.
  ///   - lowerOnly: leaves out tiles that lie wholly above the diagonal.
  ///   - scratch: one tile, for tiles that reach over the edge of the result.
  @inline(never)
  public static func multiplyPanels(
    rows: Int, columns: Int, depth: Int, room: Int, left: UnsafePointer<UInt64>,
    right: UnsafePointer<UInt64>, result: UnsafeMutablePointer<Double>, stride: Int,
    lowerOnly: Bool, scratch: UnsafeMutablePointer<Double>
  ) {
    var column = 0
    while column < columns {
      let b = right + column &* room
      let width = min(tileColumns, columns &- column)
      // Tiles end where panels do, so this is the first that reaches the diagonal.
      var row = lowerOnly ? column : 0
      while row < rows {
        let inPanel = row % tileColumns
        let a = left + (row &- inPanel) &* room + inPanel
        let height = min(tileRows, rows &- row)
        let target = result + row &* stride + column
        if height == tileRows && width == tileColumns {
          multiplyTile(depth: depth, left: a, right: b, result: target, stride: stride)
        } else {
          clear(scratch)
          multiplyTile(depth: depth, left: a, right: b, result: scratch, stride: tileColumns)
          add(height: height, width: width, tile: scratch, result: target, stride: stride)
        }
        row &+= tileRows
      }
      column &+= tileColumns
    }
  }

  @inline(__always)
  static func clear(_ tile: UnsafeMutablePointer<Double>) {
    var i = 0
    while i < tileRows &* tileColumns {
      tile[i] = 0
      i &+= 1
    }
  }

  /// Adds the part of a tile that lies inside the result.
  @inline(__always)
  static func add(
    height: Int, width: Int, tile: UnsafePointer<Double>, result: UnsafeMutablePointer<Double>,
    stride: Int
  ) {
    var i = 0
    while i < height {
      var j = 0
      while j < width {
        result[i &* stride &+ j] += tile[i &* tileColumns &+ j]
        j &+= 1
      }
      i &+= 1
    }
  }
}
