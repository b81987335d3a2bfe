import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct MatrixProductTests {
  /// Rows, depth and columns: below, at and beyond the tiles, and beyond the blocks in each size.
  static let shapes: [(Int, Int, Int)] = [
    (1, 1, 1), (2, 3, 1), (3, 2, 5), (12, 7, 32), (13, 8, 33), (5, 400, 3), (250, 20, 9),
    (7, 33, 530), (30, 900, 40), (3900, 3, 4),
  ]

  @Test(arguments: KernelTable.available)
  func everyElementIsWithinItsBound(kernels: KernelTable) {
    for (rows, depth, columns) in Self.shapes {
      checkElements(Float.self, rows, depth, columns, kernels)
      checkElements(Double.self, rows, depth, columns, kernels)
    }
  }

  private func checkElements<Scalar: MatrixScalar>(
    _: Scalar.Type, _ rows: Int, _ depth: Int, _ columns: Int, _ kernels: KernelTable
  ) {
    let left = Matrix<Scalar>.random(rows, depth, seed: 1)
    let right = Matrix<Scalar>.random(depth, columns, seed: 2)
    let result = left.multiplied(by: right, pool: testPools[0], kernels: kernels)
    // Plain summation of `depth` terms: depth · u · Σ|terms|.
    let bound = Double(depth + 1) * Double(Scalar.ulpOfOne) / 2
    var random = TestRandom(seed: 3)
    let samples = rows * columns <= 64 ? rows * columns : 64
    for sample in 0..<samples {
      let element =
        samples == rows * columns ? sample : Int.random(in: 0..<rows * columns, using: &random)
      let (i, j) = (element / columns, element % columns)
      let expected = slowProduct(left, right, row: i, column: j)
      let error = abs(Double(result[i, j]) - expected.value)
      #expect(
        error <= bound * expected.magnitude,
        "\(Scalar.self) \(kernels.instructionSet) \(rows)×\(depth)×\(columns) at \(i), \(j)")
    }
  }

  @Test(arguments: KernelTable.available)
  func transposedOperandsGiveTheSameBits(kernels: KernelTable) {
    for (rows, depth, columns) in Self.shapes {
      let left = Matrix<Float>.random(rows, depth, seed: 4)
      let right = Matrix<Float>.random(depth, columns, seed: 5)
      let expected = left.multiplied(by: right, pool: testPools[0], kernels: kernels)
      let (leftT, rightT) = (left.transposed(), right.transposed())
      expectSame(
        leftT.multiplied(
          by: right, transposingSelf: true, pool: testPools[0], kernels: kernels), expected)
      expectSame(
        left.multiplied(
          by: rightT, transposingOther: true, pool: testPools[0], kernels: kernels), expected)
      expectSame(
        leftT.multiplied(
          by: rightT, transposingSelf: true, transposingOther: true, pool: testPools[0],
          kernels: kernels), expected)
    }
  }

  @Test(arguments: KernelTable.available)
  func threadsDoNotChangeABit(kernels: KernelTable) {
    let left = Matrix<Float>.random(500, 420, seed: 6)
    let right = Matrix<Float>.random(420, 610, seed: 7)
    let results = testPools.map { left.multiplied(by: right, pool: $0, kernels: kernels) }
    expectSame(results[1], results[0])
    expectSame(results[2], results[0])
  }

  @Test(arguments: KernelTable.available)
  func aRowDoesNotDependOnItsBatch(kernels: KernelTable) {
    let batch = Matrix<Double>.random(29, 300, seed: 8)
    let right = Matrix<Double>.random(300, 45, seed: 9)
    let whole = batch.multiplied(by: right, pool: testPools[1], kernels: kernels)
    for i in [0, 11, 12, 28] {
      let single = Matrix(rows: 1, columns: 300, values: Array(batch.row(i)))
      let alone = single.multiplied(by: right, pool: testPools[0], kernels: kernels)
      expectSame(alone.values, Array(whole.row(i)))
    }
  }

  @Test(arguments: KernelTable.available)
  func notANumberStaysInItsRow(kernels: KernelTable) {
    var left = Matrix<Float>.random(20, 30, seed: 10)
    let right = Matrix<Float>.random(30, 40, seed: 11)
    let clean = left.multiplied(by: right, pool: testPools[0], kernels: kernels)
    left[13, 5] = .nan
    left[14, 6] = .infinity
    let result = left.multiplied(by: right, pool: testPools[0], kernels: kernels)
    for i in 0..<20 {
      switch i {
      case 13: #expect(result.row(i).allSatisfy { $0.isNaN })
      case 14: #expect(result.row(i).allSatisfy { $0.isInfinite })
      default: expectSame(result.row(i), clean.row(i))
      }
    }
  }

  @Test func emptyOperands() {
    let left = Matrix<Float>(rows: 3, columns: 0)
    let right = Matrix<Float>(rows: 0, columns: 2)
    #expect(left.multiplied(by: right) == Matrix(rows: 3, columns: 2))
    #expect(right.multiplied(by: Matrix(rows: 2, columns: 5)).rows == 0)
  }

  @Test(arguments: KernelTable.available)
  func stridedViewsAndUpdates(kernels: KernelTable) {
    let left = Matrix<Double>.random(20, 50, seed: 12)
    let right = Matrix<Double>.random(50, 60, seed: 13)
    var target = Matrix<Double>.random(40, 70, seed: 14)
    let before = target
    let product = MatrixProduct(kernels: Double.kernels(in: kernels), pool: testPools[1])
    // A 13 × 21 part of the target -= the middle of both operands.
    left.withView { a in
      right.withView { b in
        target.withMutableView { c in
          product.multiply(
            a.part(rows: 2..<15, columns: 10..<45), transposed: false,
            b.part(rows: 5..<40, columns: 30..<51), transposed: false,
            into: c.part(rows: 7..<20, columns: 40..<61), .subtract)
        }
      }
    }
    for i in 0..<40 {
      for j in 0..<70 {
        var expected = before[i, j]
        if (7..<20).contains(i) && (40..<61).contains(j) {
          for k in 0..<35 { expected -= left[i - 5, k + 10] * right[k + 5, j - 10] }
        }
        #expect(abs(target[i, j] - expected) < 1e-13)
      }
    }
  }
}
