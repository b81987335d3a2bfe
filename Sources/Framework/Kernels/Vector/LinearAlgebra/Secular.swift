/// The sums and products of the secular equation 1 + ρ Σ w_i / (d_i - λ) = 0 of the
/// divide-and-conquer eigenvalue method.
///
/// A root λ is given as origin + shift with a pole as origin: d_i - λ = (d_i - origin) - shift is
/// then accurate however close the root is to that pole.
public enum SecularKernels {
  typealias Lanes = SIMD8<Double>

  @inline(__always)
  static func load(_ p: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  static func store(_ value: Lanes, _ p: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(p).storeBytes(of: value, as: Lanes.self)
  }

  /// Σ w_i / (d_i - λ) and its slope Σ w_i / (d_i - λ)², for i in first..<last.
  ///
  /// - Parameters:
  ///   - poles: d, from d_0 on.
  ///   - weights: w, from w_0 on.
  ///   - origin: the pole that λ is measured from.
  ///   - shift: λ - origin.
  @inline(never)
  public static func sums(
    first: Int, last: Int, poles: UnsafePointer<Double>, weights: UnsafePointer<Double>,
    origin: Double, shift: Double
  ) -> (value: Double, slope: Double) {
    let from = Lanes(repeating: origin)
    let by = Lanes(repeating: shift)
    var values = Lanes.zero
    var slopes = Lanes.zero
    var i = first
    while i &+ 8 <= last {
      let difference = (load(poles + i) - from) - by
      let inverse = Lanes(repeating: 1) / difference
      let term = load(weights + i) * inverse
      values += term
      slopes = multiplyAdd(term, inverse, slopes)
      i &+= 8
    }
    var value = DoubleKernels.total(values)
    var slope = DoubleKernels.total(slopes)
    while i < last {
      let inverse = 1 / ((poles[i] - origin) - shift)
      let term = weights[i] * inverse
      value += term
      slope += term * inverse
      i &+= 1
    }
    return (value, slope)
  }

  /// result[i] = Π_j (λ_j - d_i) / Π_{j ≠ i} (d_j - d_i) for i in first..<last: the weights, up to
  /// the factor ρ, for which the computed roots are exact.
  ///
  /// - Parameters:
  ///   - count: poles, and roots.
  ///   - poles: d, all of them different.
  ///   - origins: the pole that each root is measured from.
  ///   - shifts: λ_j - origins[j].
  ///   - result: from the weight of pole 0 on.
  @inline(never)
  public static func weights(
    first: Int, last: Int, count: Int, poles: UnsafePointer<Double>, origins: UnsafePointer<Double>,
    shifts: UnsafePointer<Double>, result: UnsafeMutablePointer<Double>
  ) {
    var i = first
    while i &+ 8 <= last {
      let own = load(poles + i)
      var product = Lanes(repeating: 1)
      var j = 0
      while j < count {
        let root = (Lanes(repeating: origins[j]) - own) + Lanes(repeating: shifts[j])
        var pole = Lanes(repeating: poles[j]) - own
        // Poles are distinct: only a pole's difference to itself is zero.
        pole.replace(with: Lanes(repeating: 1), where: pole .== Lanes.zero)
        product *= root / pole
        j &+= 1
      }
      store(product, result + i)
      i &+= 8
    }
    while i < last {
      var product = 1.0
      var j = 0
      while j < count {
        let root = (origins[j] - poles[i]) + shifts[j]
        product *= j == i ? root : root / (poles[j] - poles[i])
        j &+= 1
      }
      result[i] = product
      i &+= 1
    }
  }

  /// vector[i] = z_i / (d_i - λ) for i < count: an eigenvector up to its length; returns Σ vector[i]².
  ///
  /// - Parameters:
  ///   - poles: d.
  ///   - z: the square roots of the weights, with signs.
  ///   - origin: the pole that λ is measured from.
  ///   - shift: λ - origin.
  @inline(never)
  public static func vector(
    count: Int, poles: UnsafePointer<Double>, z: UnsafePointer<Double>, origin: Double,
    shift: Double, result vector: UnsafeMutablePointer<Double>
  ) -> Double {
    let from = Lanes(repeating: origin)
    let by = Lanes(repeating: shift)
    var squares = Lanes.zero
    var i = 0
    while i &+ 8 <= count {
      let element = load(z + i) / ((load(poles + i) - from) - by)
      squares = multiplyAdd(element, element, squares)
      store(element, vector + i)
      i &+= 8
    }
    var sum = DoubleKernels.total(squares)
    while i < count {
      let element = z[i] / ((poles[i] - origin) - shift)
      sum += element * element
      vector[i] = element
      i &+= 1
    }
    return sum
  }
}
