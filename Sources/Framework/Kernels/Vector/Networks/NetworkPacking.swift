/// Kernels of trained networks: convolutions as matrix products, and what stands between them.
public enum NetworkKernels {
  typealias Lanes = SIMD16<Float>

  @inline(__always)
  static func load(_ p: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  /// The first `count` < 16 elements, then zeros.
  @inline(__always)
  static func load(_ p: UnsafePointer<Float>, count: Int) -> Lanes {
    var lanes = Lanes.zero
    var i = 0
    while i < count {
      lanes[i] = p[i]
      i &+= 1
    }
    return lanes
  }

  /// The first `count` < 16 lanes.
  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Float>, count: Int) {
    var i = 0
    while i < count {
      p[i] = value[i]
      i &+= 1
    }
  }
}

/// Unfolding the input of a convolution straight into a panel of a matrix product.
extension NetworkKernels {
  /// Packs rows `first` ..< `last` of the unfolded input for the columns of one right panel.
  ///
  /// Row k of the unfolded input is channel k / taps seen through tap k % taps: the element for an
  /// output pixel stands at its place in the input plus the tap's offset. Output pixels that are
  /// neighbours in the input form a run of at most 16; a run is copied as 16 elements, and what is
  /// too much is overwritten by the next run or row.
  ///
  /// - Parameters:
  ///   - width: elements in a row of the panel.
  ///   - source: channel 0 of the input, readable 16 elements beyond its last run.
  ///   - plane: elements from one channel to the next.
  ///   - taps: of the convolution's kernel.
  ///   - tapOffsets: elements from an output pixel's place to what each tap sees.
  ///   - runs: of the columns.
  ///   - runStarts: where each run begins in the input, in the order of the columns.
  ///   - runPlaces: the column that each run begins with, ascending.
  ///   - panel: [last - first][width], and 16 elements more.
  @inline(never)
  public static func unfold(
    first: Int, last: Int, width: Int, source: UnsafePointer<Float>, plane: Int, taps: Int,
    tapOffsets: UnsafePointer<Int>, runs: Int, runStarts: UnsafePointer<Int>,
    runPlaces: UnsafePointer<Int>, panel: UnsafeMutablePointer<Float>
  ) {
    var channel = source + (first / taps) &* plane
    var tap = first % taps
    var to = panel
    var k = first
    while k < last {
      let from = channel + tapOffsets[tap]
      var run = 0
      while run < runs {
        store(load(from + runStarts[run]), to + runPlaces[run])
        run &+= 1
      }
      to += width
      tap &+= 1
      if tap == taps {
        tap = 0
        channel += plane
      }
      k &+= 1
    }
  }

  /// What follows a convolution: result = factor · (block + bias [+ residual]), activated or not.
  ///
  /// - Parameters:
  ///   - rows: output channels.
  ///   - columns: neighbouring output pixels.
  ///   - block: row i begins at `block + i · stride`.
  ///   - bias: one number a row.
  ///   - residual: added if it is not nil, after the activation's argument is complete.
  ///   - residualPlane: elements from one channel of `residual` to the next.
  ///   - factor: of the sum.
  ///   - activates: whether SiLU is applied.
  ///   - result: may be `residual`.
  ///   - plane: elements from one channel of `result` to the next.
  @inline(never)
  public static func finish(
    rows: Int, columns: Int, block: UnsafePointer<Float>, stride: Int, bias: UnsafePointer<Float>,
    residual: UnsafePointer<Float>?, residualPlane: Int, factor: Float, activates: Bool,
    result: UnsafeMutablePointer<Float>, resultPlane plane: Int
  ) {
    let multiple = Lanes(repeating: factor)
    var row = 0
    while row < rows {
      let from = block + row &* stride
      let to = result + row &* plane
      let shift = Lanes(repeating: bias[row])
      var i = 0
      while i < columns {
        let count = columns &- i
        var value = (count >= 16 ? load(from + i) : load(from + i, count: count)) + shift
        if let residual {
          let other = residual + row &* residualPlane + i
          value += count >= 16 ? load(other) : load(other, count: count)
        }
        value *= multiple
        if activates { value = silu(value) }
        if count >= 16 { store(value, to + i) } else { store(value, to + i, count: count) }
        i &+= 16
      }
      row &+= 1
    }
  }

  /// x · sigmoid(x); -0 where the exponential overflows.
  @inline(__always)
  static func silu(_ x: Lanes) -> Lanes {
    x / (Lanes(repeating: 1) + ScanKernels.exponential(-x))
  }
}
