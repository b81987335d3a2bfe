/// The order in which the micro-kernel reads the operands of a product; see `multiplyPanels`.
extension FloatKernels {
  /// Packs vectors into panels, in which element k of all vectors of a panel stands side by side.
  ///
  /// - Parameters:
  ///   - count: vectors; the last panel is filled up with zeros.
  ///   - depth: elements of a vector.
  ///   - width: vectors of a panel, at least 4.
  ///   - source: element k of vector i is `source[i · stride + k]`, or `source[k · stride + i]` if
  ///     `across`.
  ///   - stride: elements from one row of `source` to the next.
  ///   - across: whether the rows of `source` go across the vectors.
  ///   - panels: [panel][depth][width], one panel after the other.
  @inline(never)
  public static func pack(
    count: Int, depth: Int, width: Int, source: UnsafePointer<Scalar>, stride: Int, across: Bool,
    panels: UnsafeMutablePointer<Scalar>
  ) {
    var first = 0
    var panel = panels
    while first < count {
      let filled = min(width, count &- first)
      if across {
        packAcross(
          filled: filled, depth: depth, width: width, source: source + first, stride: stride,
          panel: panel)
      } else if filled == width {
        // Four vectors at a time; the last four may overlap those before.
        var i = 0
        while i < width {
          let group = min(i, width &- 4)
          packFour(
            depth: depth, width: width, source: source + (first &+ group) &* stride, stride: stride,
            panel: panel + group)
          i &+= 4
        }
      } else {
        packSome(
          filled: filled, depth: depth, width: width, source: source + first &* stride,
          stride: stride, panel: panel)
      }
      panel += width &* depth
      first &+= width
    }
  }

  /// The way back: writes the vectors of one panel to rows.
  ///
  /// - Parameters:
  ///   - count: vectors to write, at most `width`.
  ///   - depth: elements of a vector.
  ///   - width: vectors of the panel.
  ///   - panel: [depth][width].
  ///   - target: element k of vector i becomes `target[i · stride + k]`.
  ///   - stride: elements from one row of `target` to the next.
  @inline(never)
  public static func unpack(
    count: Int, depth: Int, width: Int, panel: UnsafePointer<Scalar>,
    target: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    var i = 0
    while i < count {
      let to = target + i &* stride
      var from = panel + i
      var k = 0
      while k < depth {
        to[k] = from.pointee
        from += width
        k &+= 1
      }
      i &+= 1
    }
  }

  /// One panel from rows of `width` neighbours.
  @inline(__always)
  static func packAcross(
    filled: Int, depth: Int, width: Int, source: UnsafePointer<Scalar>, stride: Int,
    panel: UnsafeMutablePointer<Scalar>
  ) {
    var from = source
    var to = panel
    var k = 0
    while k < depth {
      var i = 0
      while i &+ laneCount <= filled {
        store(load(from + i), to + i)
        i &+= laneCount
      }
      while i &+ 4 <= filled {
        let four = UnsafeRawPointer(from + i).loadUnaligned(as: SIMD4<Scalar>.self)
        UnsafeMutableRawPointer(to + i).storeBytes(of: four, as: SIMD4<Scalar>.self)
        i &+= 4
      }
      while i < filled {
        to[i] = from[i]
        i &+= 1
      }
      while i < width {
        to[i] = 0
        i &+= 1
      }
      from += stride
      to += width
      k &+= 1
    }
  }

  /// Four columns of a panel from four rows, by blocks of four elements.
  @inline(__always)
  static func packFour(
    depth: Int, width: Int, source: UnsafePointer<Scalar>, stride: Int,
    panel: UnsafeMutablePointer<Scalar>
  ) {
    typealias Four = SIMD4<Scalar>
    let (r0, r1, r2, r3) = (
      source, source + stride, source + 2 &* stride, source + 3 &* stride
    )
    var to = panel
    var k = 0
    while k &+ 4 <= depth {
      let a = UnsafeRawPointer(r0 + k).loadUnaligned(as: Four.self)
      let b = UnsafeRawPointer(r1 + k).loadUnaligned(as: Four.self)
      let c = UnsafeRawPointer(r2 + k).loadUnaligned(as: Four.self)
      let d = UnsafeRawPointer(r3 + k).loadUnaligned(as: Four.self)
      let raw = UnsafeMutableRawPointer(to)
      let step = width &* MemoryLayout<Scalar>.stride
      raw.storeBytes(of: Four(a[0], b[0], c[0], d[0]), as: Four.self)
      raw.storeBytes(of: Four(a[1], b[1], c[1], d[1]), toByteOffset: step, as: Four.self)
      raw.storeBytes(of: Four(a[2], b[2], c[2], d[2]), toByteOffset: 2 &* step, as: Four.self)
      raw.storeBytes(of: Four(a[3], b[3], c[3], d[3]), toByteOffset: 3 &* step, as: Four.self)
      to += 4 &* width
      k &+= 4
    }
    while k < depth {
      to[0] = r0[k]
      to[1] = r1[k]
      to[2] = r2[k]
      to[3] = r3[k]
      to += width
      k &+= 1
    }
  }

  /// The last panel, which has fewer rows than it is wide: the others are zero.
  @inline(__always)
  static func packSome(
    filled: Int, depth: Int, width: Int, source: UnsafePointer<Scalar>, stride: Int,
    panel: UnsafeMutablePointer<Scalar>
  ) {
    var i = 0
    while i < width {
      let from = source + i &* stride
      var to = panel + i
      var k = 0
      while k < depth {
        to.pointee = i < filled ? from[k] : 0
        to += width
        k &+= 1
      }
      i &+= 1
    }
  }
}
