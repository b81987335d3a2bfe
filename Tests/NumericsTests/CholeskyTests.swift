import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct CholeskyTests {
  @Test(arguments: KernelTable.available)
  func theFactorReproducesTheMatrix(kernels: KernelTable) throws {
    for count in [1, 2, 3, 63, 64, 65, 130, 200] {
      try checkFactor(Float.self, count, kernels)
      try checkFactor(Double.self, count, kernels)
    }
  }

  private func checkFactor<Scalar: MatrixScalar>(
    _: Scalar.Type, _ count: Int, _ kernels: KernelTable
  ) throws {
    let matrix = Matrix<Scalar>.randomGram(count, columns: 20, shift: 0.1, seed: 1)
    let factor = try Cholesky(of: matrix, pool: testPools[1], kernels: kernels).factor
    for i in 0..<count { #expect(factor.row(i).dropFirst(i + 1).allSatisfy { $0 == 0 }) }
    let product = factor.multiplied(by: factor, transposingOther: true)
    // Higham, Theorem 10.3: |A - L Lᵀ| ≤ (n + 1) u |L| |Lᵀ|, whose elements are at most max a_ii.
    let largest = (0..<count).map { Double(matrix[$0, $0]) }.max() ?? 0
    let bound = Double(count + 1) * Double(Scalar.ulpOfOne) * largest
    #expect(product.largestDifference(from: matrix) <= bound)
  }

  @Test(arguments: KernelTable.available)
  func solvesEveryRow(kernels: KernelTable) throws {
    for (count, sides) in [(1, 1), (3, 2), (70, 1), (150, 40)] {
      let matrix = Matrix<Double>.randomGram(count, columns: count + 5, shift: 0.5, seed: 2)
      let solution = Matrix<Double>.random(sides, count, seed: 3)
      let rows = solution.multiplied(by: matrix)
      let cholesky = try Cholesky(of: matrix, pool: testPools[1], kernels: kernels)
      #expect(cholesky.solve(rows).largestDifference(from: solution) < 1e-12)
    }
  }

  @Test(arguments: KernelTable.available)
  func inverseTimesMatrixIsIdentity(kernels: KernelTable) throws {
    let matrix = Matrix<Double>.randomGram(90, columns: 100, shift: 0.5, seed: 4)
    let inverse = try Cholesky(of: matrix, pool: testPools[1], kernels: kernels).inverse()
    #expect(inverse.multiplied(by: matrix).largestDifference(from: .identity(90)) < 1e-12)
  }

  @Test(arguments: KernelTable.available)
  func anIllConditionedSystemHasASmallResidual(kernels: KernelTable) throws {
    // The Hilbert matrix of 10 rows has condition 1.6e13: the solution is lost, the residual is not.
    var hilbert = Matrix<Double>(rows: 10, columns: 10)
    for i in 0..<10 {
      for j in 0..<10 { hilbert[i, j] = 1 / Double(i + j + 1) }
    }
    let side = Matrix<Double>(rows: 1, columns: 10, repeating: 1)
    let x = try Cholesky(of: hilbert, pool: testPools[0], kernels: kernels).solve(side)
    let residual = x.multiplied(by: hilbert).largestDifference(from: side)
    #expect(residual <= 1e-14 * x.rowSumNorm * hilbert.rowSumNorm)
  }

  @Test(arguments: KernelTable.available)
  func theFailingPivotIsNamed(kernels: KernelTable) {
    var indefinite = Matrix<Double>.identity(100)
    indefinite[70, 70] = -1
    #expect(throws: NotPositiveDefinite(pivot: 70)) {
      try Cholesky(of: indefinite, pool: testPools[0], kernels: kernels)
    }
    let singular = Matrix<Float>(rows: 2, columns: 2, repeating: 1)
    #expect(throws: NotPositiveDefinite(pivot: 1)) {
      try Cholesky(of: singular, pool: testPools[0], kernels: kernels)
    }
    for bad in [Double.nan, .infinity] {
      var matrix = Matrix<Double>.identity(3)
      matrix[1, 1] = bad
      #expect(throws: NotPositiveDefinite(pivot: 1)) {
        try Cholesky(of: matrix, pool: testPools[0], kernels: kernels)
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func threadsDoNotChangeABit(kernels: KernelTable) throws {
    let matrix = Matrix<Float>.randomGram(230, columns: 10, shift: 0.5, seed: 5)
    let sides = Matrix<Float>.random(70, 230, seed: 6)
    let results = try testPools.map { pool in
      let cholesky = try Cholesky(of: matrix, pool: pool, kernels: kernels)
      return (cholesky.factor, cholesky.solve(sides))
    }
    for result in results.dropFirst() {
      expectSame(result.0, results[0].0)
      expectSame(result.1, results[0].1)
    }
  }

  @Test func noRowsAndNoElements() throws {
    let empty = try Cholesky(of: Matrix<Double>(rows: 0, columns: 0))
    #expect(empty.inverse().values.isEmpty)
    let one = try Cholesky(of: Matrix<Double>.identity(4))
    #expect(one.solve(Matrix(rows: 0, columns: 4)).rows == 0)
  }

  @Test func theErrorSaysWhatToDo() {
    let text = NotPositiveDefinite(pivot: 5).description
    #expect(text.contains("pivot 5") && text.contains("identity"))
  }
}
