import LocusNumerics
import Testing

extension Matrix {
  /// Elements from -1..<1.
  package static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var random = TestRandom(seed: seed)
    let values = (0..<rows * columns).map { _ in Scalar(random.symmetric()) }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  /// A symmetric matrix with elements from -1..<1.
  package static func randomSymmetric(_ count: Int, seed: UInt64) -> Matrix {
    var result = random(count, count, seed: seed)
    for i in 0..<count {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }

  /// B Bᵀ / columns + shift · I: positive definite for shift > 0, of rank `columns` for shift 0.
  package static func randomGram(_ count: Int, columns: Int, shift: Double, seed: UInt64) -> Matrix
  {
    let factor = random(count, columns, seed: seed)
    var result = Matrix(rows: count, columns: count)
    for i in 0..<count {
      for j in 0...i {
        var sum = 0.0
        for k in 0..<columns { sum += Double(factor[i, k]) * Double(factor[j, k]) }
        result[i, j] = Scalar(sum / Double(columns) + (i == j ? shift : 0))
        result[j, i] = result[i, j]
      }
    }
    return result
  }

  /// Largest absolute row sum, in Double.
  package var rowSumNorm: Double {
    (0..<rows).map { i in row(i).reduce(0) { $0 + abs(Double($1)) } }.max() ?? 0
  }

  package func largestDifference(from other: Matrix) -> Double {
    zip(values, other.values).map { abs(Double($0) - Double($1)) }.max() ?? 0
  }
}

/// One element of a product, in Double, with the sum of the absolute terms that bounds its error.
package func slowProduct<Scalar: MatrixScalar>(
  _ left: Matrix<Scalar>, _ right: Matrix<Scalar>, row: Int, column: Int
) -> (value: Double, magnitude: Double) {
  var (value, magnitude) = (0.0, 0.0)
  for k in 0..<left.columns {
    let term = Double(left[row, k]) * Double(right[k, column])
    value += term
    magnitude += abs(term)
  }
  return (value, magnitude)
}

/// Pools of 1, 2 and 3 threads: results must not depend on which is used.
package let testPools = [1, 2, 3].map { WorkPool(threads: $0) }

/// Expects equal bits, without printing thousands of numbers when they differ.
package func expectSame<Value: Equatable>(
  _ value: Value, _ expected: Value, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let isSame = value == expected
  #expect(isSame, comment, sourceLocation: sourceLocation)
}

extension KernelTable: CustomTestStringConvertible {
  public var testDescription: String { instructionSet.rawValue }
}

/// Expects a value within a bound of the exact one.
package func expectNear<Scalar: MatrixScalar>(
  _ value: Scalar, _ exact: Double, within bound: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(abs(Double(value) - exact) <= bound, sourceLocation: sourceLocation)
}
