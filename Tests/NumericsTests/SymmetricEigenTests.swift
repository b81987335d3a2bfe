import Foundation
import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct SymmetricEigenTests {
  /// Sizes around the widths of panels, strips and tiles.
  static let sizes = [1, 2, 3, 4, 5, 17, 48, 49, 64, 65, 97, 130]

  @Test(arguments: KernelTable.available)
  func randomMatrices(kernels: KernelTable) {
    for count in Self.sizes {
      check(Matrix<Float>.randomSymmetric(count, seed: 1), kernels)
      check(Matrix<Double>.randomSymmetric(count, seed: 1), kernels)
    }
  }

  @Test(arguments: KernelTable.available)
  func rankDeficientMatrices(kernels: KernelTable) {
    for rank in [1, 2, 30] {
      check(Matrix<Float>.randomGram(100, columns: rank, shift: 0, seed: 2), kernels)
      check(Matrix<Double>.randomGram(100, columns: rank, shift: 0, seed: 2), kernels)
    }
  }

  @Test(arguments: KernelTable.available)
  func specialMatrices(kernels: KernelTable) {
    check(Matrix<Float>(rows: 70, columns: 70), kernels)
    check(Matrix<Float>(rows: 70, columns: 70, repeating: 1), kernels)
    check(Matrix<Double>.identity(70), kernels)
    var diagonal = Matrix<Float>(rows: 9, columns: 9)
    for i in 0..<9 { diagonal[i, i] = Float((i * 4) % 9) - 4 }
    let decomposed = check(diagonal, kernels)
    #expect(decomposed.values == [4, 3, 2, 1, 0, -1, -2, -3, -4])
    // The second difference matrix has the eigenvalues 2 - 2 cos(kπ / (n + 1)).
    var difference = Matrix<Double>(rows: 4, columns: 4)
    for i in 0..<4 {
      difference[i, i] = 2
      if i > 0 { (difference[i, i - 1], difference[i - 1, i]) = (-1, -1) }
    }
    let golden = 5.0.squareRoot()
    let expected = [(5 + golden) / 2, (3 + golden) / 2, (5 - golden) / 2, (3 - golden) / 2]
    for (value, known) in zip(check(difference, kernels).values, expected) {
      #expect(abs(value - known) < 1e-14)
    }
  }

  @Test(arguments: KernelTable.available)
  func illConditionedAndClusteredMatrices(kernels: KernelTable) {
    // Graded over 24 orders of magnitude.
    var graded = Matrix<Double>.randomSymmetric(60, seed: 3)
    for i in 0..<60 {
      for j in 0..<60 { graded[i, j] *= exp2(-Double(i + j) * 0.66) }
    }
    check(graded, kernels)
    // All eigenvalues within 1e-9 of 1.
    var clustered = Matrix<Double>.randomSymmetric(60, seed: 4)
    for i in 0..<60 {
      for j in 0..<60 { clustered[i, j] = clustered[i, j] * 1e-10 + (i == j ? 1 : 0) }
    }
    check(clustered, kernels)
    // Blocks of an image with constant borders: whole rows of zeros.
    var bordered = Matrix<Float>.randomGram(80, columns: 90, shift: 0, seed: 5)
    for i in 0..<80 {
      for j in 0..<80 where i % 7 < 3 || j % 7 < 3 { bordered[i, j] = 0 }
    }
    check(bordered, kernels)
  }

  @Test(arguments: KernelTable.available)
  func extremeScales(kernels: KernelTable) {
    for exponent in [-100, -60, 60, 120] {
      var matrix = Matrix<Float>.randomSymmetric(40, seed: 6)
      let plain = SymmetricEigen(of: matrix, pool: testPools[0], kernels: kernels)
      let scale = Float(sign: .plus, exponent: exponent, significand: 1)
      for index in matrix.values.indices { matrix.values[index] *= scale }
      let scaled = SymmetricEigen(of: matrix, pool: testPools[0], kernels: kernels)
      expectSame(scaled.vectors, plain.vectors)
      expectSame(scaled.values, plain.values.map { $0 * scale })
    }
  }

  @Test(arguments: KernelTable.available)
  func threadsDoNotChangeABit(kernels: KernelTable) {
    let matrix = Matrix<Float>.randomSymmetric(300, seed: 7)
    let results = testPools.map { SymmetricEigen(of: matrix, pool: $0, kernels: kernels) }
    for result in results.dropFirst() {
      expectSame(result.values, results[0].values)
      expectSame(result.vectors, results[0].vectors)
    }
  }

  @Test func threadsDoNotChangeABitOfALargeMatrix() {
    // Large enough for products with the matrix to be cut into chunks.
    let matrix = Matrix<Double>.randomSymmetric(740, seed: 9)
    let results = testPools.map { SymmetricEigen(of: matrix, pool: $0) }
    for result in results.dropFirst() {
      expectSame(result.values, results[0].values)
      expectSame(result.vectors, results[0].vectors)
    }
  }

  @Test(arguments: KernelTable.available)
  func onlyTheLowerTriangleIsRead(kernels: KernelTable) {
    let matrix = Matrix<Double>.randomSymmetric(20, seed: 8)
    var lower = matrix
    for i in 0..<20 {
      for j in i + 1..<20 { lower[i, j] = 99 }
    }
    let expected = SymmetricEigen(of: matrix, pool: testPools[0], kernels: kernels)
    let result = SymmetricEigen(of: lower, pool: testPools[0], kernels: kernels)
    expectSame(result.vectors, expected.vectors)
  }

  @Test(arguments: KernelTable.available, [Float.nan, .infinity])
  func notANumberGivesNotANumber(kernels: KernelTable, bad: Float) {
    var matrix = Matrix<Float>.identity(5)
    matrix[3, 1] = bad
    let result = SymmetricEigen(of: matrix, pool: testPools[0], kernels: kernels)
    #expect(result.values.allSatisfy { $0.isNaN } && result.values.count == 5)
    #expect(result.vectors.values.allSatisfy { $0.isNaN })
  }

  @Test func noElements() {
    let result = SymmetricEigen(of: Matrix<Double>(rows: 0, columns: 0))
    #expect(result.values.isEmpty && result.vectors.values.isEmpty)
  }

  /// A vₖ = λₖ vₖ, orthonormal vectors, descending values, the sign convention.
  @discardableResult
  private func check<Scalar: MatrixScalar>(
    _ matrix: Matrix<Scalar>, _ kernels: KernelTable
  ) -> SymmetricEigen<Scalar> {
    let result = SymmetricEigen(of: matrix, pool: testPools[1], kernels: kernels)
    let count = matrix.rows
    let unit = Double(Scalar.ulpOfOne) * (10 + Double(count).squareRoot())
    let norm = result.values.map { abs(Double($0)) }.max() ?? 0

    let vectors = Matrix<Double>(
      rows: count, columns: count, values: result.vectors.values.map(Double.init))
    let exact = Matrix<Double>(
      rows: count, columns: count, values: matrix.values.map(Double.init))
    let images = vectors.multiplied(by: exact)
    var residual = 0.0
    for k in 0..<count {
      for j in 0..<count {
        residual = max(residual, abs(images[k, j] - Double(result.values[k]) * vectors[k, j]))
      }
    }
    #expect(residual <= unit * norm, "residual \(residual / max(norm, 1e-300)) for \(count) rows")

    let overlaps = vectors.multiplied(by: vectors, transposingOther: true)
    let skewness = overlaps.largestDifference(from: .identity(count))
    #expect(skewness <= 2 * unit, "vectors of \(count) rows are not orthonormal: \(skewness)")

    #expect(zip(result.values, result.values.dropFirst()).allSatisfy { $0 >= $1 })
    for k in 0..<count {
      let row = result.vectors.row(k)
      #expect(row.max()! >= -row.min()!)
    }
    return result
  }
}
