// Sum of the lanes of a vector as a tree: `sum()` adds them one after the other.

extension FloatKernels {
  @inline(__always)
  static func total(_ v: SIMD16<Float>) -> Float {
    let a = v.lowHalf + v.highHalf
    let b = a.lowHalf + a.highHalf
    let c = b.lowHalf + b.highHalf
    return c[0] + c[1]
  }
}

extension DoubleKernels {
  @inline(__always)
  static func total(_ v: SIMD8<Double>) -> Double {
    let a = v.lowHalf + v.highHalf
    let b = a.lowHalf + a.highHalf
    return b[0] + b[1]
  }
}
