// The inverse cosine transform of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT algorithms
// with 11 multiplications", 1989), with constants of 13 fractional bits: columns first, kept with two
// fractional bits, then rows. This rounding is the accurate one of the common decoders.

private typealias Lanes = SIMD8<Int32>

/// `value` with 13 fractional bits.
private func fixed(_ value: Double) -> Int32 { Int32(value * 8192 + 0.5) }

/// Transforms eight vectors, one for each frequency, and drops `bits` fractional bits, rounded.
@inline(__always)
private func transform(_ v: UnsafeMutablePointer<Lanes>, dropping bits: Int32) {
  // Even frequencies: a sum and a difference, and a rotation by 3π/8.
  let turned = (v[2] &+ v[6]) &* fixed(0.541196100)
  let sine = turned &- v[6] &* fixed(1.847759065)
  let cosine = turned &+ v[2] &* fixed(0.765366865)
  let sum = (v[0] &+ v[4]) &<< 13
  let difference = (v[0] &- v[4]) &<< 13
  // Odd frequencies: four products of single inputs, which share products of their sums.
  let shared = ((v[1] &+ v[3]) &+ (v[5] &+ v[7])) &* fixed(1.175875602)
  let a = shared &- (v[3] &+ v[7]) &* fixed(1.961570560)
  let b = shared &- (v[1] &+ v[5]) &* fixed(0.390180644)
  let outer = (v[1] &+ v[7]) &* fixed(0.899976223)
  let inner = (v[3] &+ v[5]) &* fixed(2.562915447)
  let first: Lanes = v[1] &* fixed(1.501321110) &- outer &+ b
  let third: Lanes = v[3] &* fixed(3.072711026) &- inner &+ a
  let fifth: Lanes = v[5] &* fixed(2.053119869) &- inner &+ b
  let seventh: Lanes = v[7] &* fixed(0.298631336) &- outer &+ a
  let half = Lanes(repeating: 1 &<< (bits &- 1))
  func store(_ k: Int, _ even: Lanes, _ odd: Lanes) {
    v[k] = (even &+ odd &+ half) &>> bits
    v[7 &- k] = (even &- odd &+ half) &>> bits
  }
  store(0, sum &+ cosine, first)
  store(1, difference &+ sine, third)
  store(2, difference &- sine, fifth)
  store(3, sum &- cosine, seventh)
}

/// Turns the coefficients of `columns` × `rows` blocks into samples, 8 `columns` a row.
///
/// - Parameter steps: The quantisation step of each coefficient, row by row.
@inline(never)
public func transformJPEGBlocks(
  _ blocks: UnsafePointer<Int16>, columns: Int, rows: Int, steps: UnsafePointer<UInt16>,
  _ output: UnsafeMutablePointer<UInt8>
) {
  withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 16) { lanes in
    guard let values = lanes.baseAddress else { return }
    let turned = values + 8
    for index in 0..<columns &* rows {
      let block = blocks + index &* 64
      for row in 0..<8 {
        let factors = UnsafeRawPointer(steps + row &* 8).loadUnaligned(as: SIMD8<UInt16>.self)
        let numbers = UnsafeRawPointer(block + row &* 8).loadUnaligned(as: SIMD8<Int16>.self)
        values[row] = Lanes(truncatingIfNeeded: numbers) &* Lanes(truncatingIfNeeded: factors)
      }
      transform(values, dropping: 13 &- 2)
      for row in 0..<8 {
        for column in 0..<8 { turned[column][row] = values[row][column] }
      }
      // Beside the two bits: a factor of √8 in each direction.
      transform(turned, dropping: 13 &+ 2 &+ 3)
      let corner = output + (index / columns &* 8 &* columns &+ index % columns) &* 8
      for column in 0..<8 {
        let samples = (turned[column] &+ 128)
          .clamped(lowerBound: Lanes(repeating: 0), upperBound: Lanes(repeating: 255))
        for row in 0..<8 {
          corner[row &* 8 &* columns &+ column] = UInt8(truncatingIfNeeded: samples[row])
        }
      }
    }
  }
}
