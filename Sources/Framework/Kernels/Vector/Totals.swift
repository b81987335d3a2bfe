// What all lanes of a vector come to, as a tree: `sum()` adds them one after the other.

extension FloatKernels {
  @inline(__always)
  static func total(_ v: SIMD16<Float>) -> Float {
    let a = v.lowHalf + v.highHalf
    let b = a.lowHalf + a.highHalf
    let c = b.lowHalf + b.highHalf
    return c[0] + c[1]
  }
}

extension ScanKernels {
  /// The smaller of each lane, `a` where they do not compare. One instruction when it is written lane
  /// by lane; `pointwiseMin` and `replacing(with:where:)` may be taken to pieces.
  @inline(__always)
  static func smaller(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> SIMD16<Float> {
    SIMD16<Float>(
      b[0] < a[0] ? b[0] : a[0], b[1] < a[1] ? b[1] : a[1],
      b[2] < a[2] ? b[2] : a[2], b[3] < a[3] ? b[3] : a[3],
      b[4] < a[4] ? b[4] : a[4], b[5] < a[5] ? b[5] : a[5],
      b[6] < a[6] ? b[6] : a[6], b[7] < a[7] ? b[7] : a[7],
      b[8] < a[8] ? b[8] : a[8], b[9] < a[9] ? b[9] : a[9],
      b[10] < a[10] ? b[10] : a[10], b[11] < a[11] ? b[11] : a[11],
      b[12] < a[12] ? b[12] : a[12], b[13] < a[13] ? b[13] : a[13],
      b[14] < a[14] ? b[14] : a[14], b[15] < a[15] ? b[15] : a[15])
  }

  /// The larger of each lane, `a` where they do not compare.
  @inline(__always)
  static func larger(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> SIMD16<Float> {
    SIMD16<Float>(
      a[0] < b[0] ? b[0] : a[0], a[1] < b[1] ? b[1] : a[1],
      a[2] < b[2] ? b[2] : a[2], a[3] < b[3] ? b[3] : a[3],
      a[4] < b[4] ? b[4] : a[4], a[5] < b[5] ? b[5] : a[5],
      a[6] < b[6] ? b[6] : a[6], a[7] < b[7] ? b[7] : a[7],
      a[8] < b[8] ? b[8] : a[8], a[9] < b[9] ? b[9] : a[9],
      a[10] < b[10] ? b[10] : a[10], a[11] < b[11] ? b[11] : a[11],
      a[12] < b[12] ? b[12] : a[12], a[13] < b[13] ? b[13] : a[13],
      a[14] < b[14] ? b[14] : a[14], a[15] < b[15] ? b[15] : a[15])
  }

  /// Whether a comparison holds in any lane, as a tree: `any` of the standard library is a call that
  /// looks at one lane after the other.
  @inline(__always)
  static func holds(_ comparison: SIMDMask<SIMD16<Int32>>) -> Bool {
    let v = unsafeBitCast(comparison, to: SIMD16<Int32>.self)
    let a = v.lowHalf | v.highHalf
    let b = a.lowHalf | a.highHalf
    let c = b.lowHalf | b.highHalf
    return c[0] | c[1] != 0
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
