/// The eigenproblem of a diagonal matrix plus a matrix of rank one, D + ρ z zᵀ, with distinct
/// ascending d, ρ > 0 and no zero in z.
///
/// The eigenvalues are the roots of f(λ) = 1 + ρ Σ z_i² / (d_i - λ), one right of every pole. As
/// Gu and Eisenstat (1995) showed, eigenvectors are orthogonal to working precision if they belong
/// to the z for which the computed roots are exact; `refined` holds it.
///
/// Squares of the differences of the d are formed, which must neither overflow nor vanish.
struct SecularEquation: Sendable {
  /// d, ascending.
  let poles: [Double]
  /// Root k is poles[origins[k]] + shifts[k], where the difference from any pole is accurate.
  private(set) var origins: [Int] = []
  private(set) var shifts: [Double] = []
  /// z for which the roots are exact, up to a common factor; signs as in the given z.
  private(set) var refined: [Double] = []

  private let weights: [Double]
  private let rho: Double
  private let kernels: any SecularKernelSet.Type

  /// Roots and eigenvectors that one worker computes in a row; fixed, whatever the threads are.
  private static let rowsPerItem = 32

  init(
    poles: [Double], z: [Double], rho: Double, kernels: any SecularKernelSet.Type, pool: WorkPool
  ) {
    self.poles = poles
    self.rho = rho
    self.kernels = kernels
    weights = z.map { $0 * $0 }
    let items = blocks(of: poles.count, limit: Self.rowsPerItem)
    let equation = self
    let roots = pool.map(items.count) { item in items[item].map { equation.root($0) } }
    for root in roots.joined() {
      origins.append(root.origin)
      shifts.append(root.shift)
    }
    let located = self
    let squares = pool.map(items.count) { located.refinedWeights(items[$0]) }
    refined = zip(z, squares.joined()).map { sign, square in
      let size = square.magnitude.squareRoot()
      return sign < 0 ? -size : size
    }
  }

  /// Root k.
  func value(_ k: Int) -> Double { poles[origins[k]] + shifts[k] }

  /// ẑ² of some indices.
  private func refinedWeights(_ range: Range<Int>) -> [Double] {
    let origins = origins.map { poles[$0] }
    var result = [Double](repeating: 0, count: poles.count)
    kernels.weights(
      first: range.lowerBound, last: range.upperBound, count: poles.count, poles: poles,
      origins: origins, shifts: shifts, result: &result)
    return Array(result[range])
  }

  /// f without its constant, in two parts: the poles up to `split` and those beyond.
  private struct Value {
    let lower: (value: Double, slope: Double)
    let upper: (value: Double, slope: Double)
    var total: Double { 1 + lower.value + upper.value }
    var slope: Double { lower.slope + upper.slope }
    /// A bound of the rounding errors in `total`, in units of the machine precision.
    var uncertainty: Double { 1 + 8 * (lower.value.magnitude + upper.value.magnitude) }
  }

  private func evaluate(_ shift: Double, origin: Int, split: Int) -> Value {
    let lower = kernels.sums(
      first: 0, last: split + 1, poles: poles, weights: weights, origin: poles[origin], shift: shift
    )
    let upper = kernels.sums(
      first: split + 1, last: poles.count, poles: poles, weights: weights, origin: poles[origin],
      shift: shift)
    return Value(
      lower: (rho * lower.value, rho * lower.slope), upper: (rho * upper.value, rho * upper.slope))
  }

  /// Finds root k between its pole and the next by rational interpolation: both parts of f are
  /// replaced by a simple pole that has their value and slope (Bunch, Nielsen, Sorensen, 1978;
  /// Li, 1994). A bracket keeps every step inside.
  private func root(_ k: Int) -> (origin: Int, shift: Double) {
    let count = poles.count
    let isLast = k == count - 1
    if count == 1 { return (0, rho * weights[0]) }
    // The poles of the interpolation; right of the last pole, it takes the two to the left.
    let split = isLast ? k - 1 : k
    let end = isLast ? poles[k] + rho * weights.reduce(0, +) : poles[k + 1]
    let gap = end - poles[k]
    // The half that holds the root, seen from the nearer pole; there is none right of the last.
    let middle = evaluate(gap / 2, origin: k, split: split).total
    let origin = middle < 0 && !isLast ? k + 1 : k
    var (low, high) = middle < 0 ? (gap / 2, gap) : (0, gap / 2)
    if origin > k { (low, high) = (-gap / 2, 0) }
    var shift = isLast ? low : firstGuess(k, gap: gap, middle: middle, fromRight: origin > k)
    if !(shift > low && shift < high) { shift = (low + high) / 2 }

    for step in 0..<Self.mostSteps {
      let f = evaluate(shift, origin: origin, split: split)
      let uncertainty = f.uncertainty + shift.magnitude * f.slope
      if f.total.magnitude <= Double.ulpOfOne / 2 * uncertainty { break }
      if f.total < 0 { low = shift } else { high = shift }
      if high - low <= 2 * Double.ulpOfOne * max(low.magnitude, high.magnitude) { break }
      let left = (poles[split] - poles[origin]) - shift
      let right = (poles[split + 1] - poles[origin]) - shift
      var next = shift + Self.step(f.total, f.lower.slope, f.upper.slope, left, right, isLast)
      // Towards the root at least, or halfway when the interpolation does not get on.
      if (next - shift) * f.total >= 0 { next = shift - f.total / f.slope }
      if !(next > low && next < high) || step >= Self.stepsBeforeHalving {
        next = (low + high) / 2
      }
      if next == shift { break }
      shift = next
    }
    return (origin, shift)
  }

  private static let mostSteps = 200
  private static let stepsBeforeHalving = 40

  /// The root of the two neighbouring poles plus a constant that stands for all else at the middle.
  private func firstGuess(_ k: Int, gap: Double, middle: Double, fromRight: Bool) -> Double {
    let (a, b) = (rho * weights[k], rho * weights[k + 1])
    let rest = middle + 2 * a / gap - 2 * b / gap
    return fromRight
      ? Self.smallerRoot(rest, a + b - rest * gap, -b * gap)
      : Self.smallerRoot(rest, a + b + rest * gap, a * gap)
  }

  /// The root x of c x² - a x + b = 0 that belongs between the poles.
  private static func smallerRoot(_ c: Double, _ a: Double, _ b: Double) -> Double {
    let root = max(0, a * a - 4 * b * c).squareRoot()
    return a > 0 ? 2 * b / (a + root) : (a - root) / (2 * c)
  }

  /// The step to the root of the interpolating function; the distances are pole - shift.
  private static func step(
    _ f: Double, _ lowerSlope: Double, _ upperSlope: Double, _ left: Double, _ right: Double,
    _ isLast: Bool
  ) -> Double {
    let a = (left + right) * f - left * right * (lowerSlope + upperSlope)
    let b = left * right * f
    let c = f - left * lowerSlope - right * upperSlope
    if isLast {
      // Both poles lie to the left: the larger root.
      let root = max(0, a * a - 4 * b * c.magnitude).squareRoot()
      return a >= 0 ? (a + root) / (2 * c.magnitude) : 2 * b / (a - root)
    }
    return smallerRoot(c, a, b)
  }
}

extension SecularEquation {
  /// The poles and the refined z in another order.
  func ordered(_ order: [Int]) -> (poles: [Double], z: [Double]) {
    (order.map { poles[$0] }, order.map { refined[$0] })
  }

  /// The eigenvector of root k, for poles and z in the order that `ordered` gave them.
  ///
  /// - Returns: the factor that makes `result` a unit vector.
  func vector(
    _ k: Int, _ ordered: (poles: [Double], z: [Double]), into result: inout [Double]
  ) -> Double {
    let square = kernels.vector(
      count: poles.count, poles: ordered.poles, z: ordered.z, origin: poles[origins[k]],
      shift: shifts[k], result: &result)
    return 1 / square.squareRoot()
  }
}
