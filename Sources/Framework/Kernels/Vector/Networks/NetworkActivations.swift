/// The functions between the layers of a network, one number at a time.
extension NetworkKernels {
  /// y = f(x), or addend + f(x), for a plane of `rows` rows of `columns` elements; `y` may be `x` or
  /// `addend`.
  ///
  /// - Parameters:
  ///   - function: 0 SiLU, 1 ReLU, 2 Mish, 3 GELU, 4 the GELU with tanh.
  ///   - addend: none if it is nil.
  ///   - xStride, addendStride, yStride: elements from one row to the next.
  @inline(never)
  public static func activate(
    function: Int, rows: Int, columns: Int, x: UnsafePointer<Float>, xStride: Int,
    addend: UnsafePointer<Float>?, addendStride: Int, y: UnsafeMutablePointer<Float>, yStride: Int
  ) {
    var row = 0
    while row < rows {
      let from = x + row &* xStride
      let to = y + row &* yStride
      var i = 0
      while i < columns {
        let count = columns &- i
        var value = activated(
          count >= 16 ? load(from + i) : load(from + i, count: count), by: function)
        if let addend {
          let other = addend + row &* addendStride + i
          value += count >= 16 ? load(other) : load(other, count: count)
        }
        if count >= 16 { store(value, to + i) } else { store(value, to + i, count: count) }
        i &+= 16
      }
      row &+= 1
    }
  }

  @inline(__always)
  static func activated(_ x: Lanes, by function: Int) -> Lanes {
    switch function {
    case 0: return silu(x)
    case 1: return x.replacing(with: Lanes.zero, where: x .< Lanes.zero)
    case 2: return mish(x)
    case 3: return gelu(x)
    default: return hyperbolicGELU(x)
    }
  }

  /// x · tanh(ln(1 + eˣ)); with n = eˣ the tanh is n (n + 2) / (n (n + 2) + 2), which is 1 from 20 on.
  @inline(__always)
  static func mish(_ x: Lanes) -> Lanes {
    let limit = Lanes(repeating: 20)
    let n = ScanKernels.exponential(x.replacing(with: limit, where: x .> limit))
    let product = n * (n + Lanes(repeating: 2))
    return x * product / (product + Lanes(repeating: 2))
  }

  /// x · Φ(x), with the error function by Abramowitz & Stegun 1964, 7.1.26: Φ within 10⁻⁷.
  @inline(__always)
  static func gelu(_ x: Lanes) -> Lanes {
    let size = x.replacing(with: -x, where: x .< Lanes.zero) * Lanes(repeating: 0.707_106_78)
    let t =
      Lanes(repeating: 1) / multiplyAdd(size, Lanes(repeating: 0.327_591_1), Lanes(repeating: 1))
    var sum = Lanes(repeating: 1.061_405_429)
    sum = multiplyAdd(sum, t, Lanes(repeating: -1.453_152_027))
    sum = multiplyAdd(sum, t, Lanes(repeating: 1.421_413_741))
    sum = multiplyAdd(sum, t, Lanes(repeating: -0.284_496_736))
    sum = multiplyAdd(sum, t, Lanes(repeating: 0.254_829_592))
    // Φ(−|x|)
    let tail = Lanes(repeating: 0.5) * sum * t * ScanKernels.exponential(-(size * size))
    return x * tail.replacing(with: Lanes(repeating: 1) - tail, where: x .> Lanes.zero)
  }

  /// x/2 · (1 + tanh u) = x · sigmoid(2u) with u = √(2/π) (x + 0.044715 x³).
  @inline(__always)
  static func hyperbolicGELU(_ x: Lanes) -> Lanes {
    let cube = multiplyAdd(x * x, Lanes(repeating: 0.044_715), Lanes(repeating: 1)) * x
    let power = ScanKernels.exponential(Lanes(repeating: -1.595_769_122) * cube)
    return x / (Lanes(repeating: 1) + power)
  }
}
