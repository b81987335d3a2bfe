import TestSupport
import Testing

@testable import LocusNumerics

/// The kernels on vectors and rows against the same in Double.
@Suite struct VectorKernelTests {
  /// Below, at and beyond the vectors and the unrolled loops.
  static let counts = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 64, 100]

  @Test(arguments: KernelTable.available)
  func vectors(kernels: KernelTable) {
    checkVectors(kernels.float)
    checkVectors(kernels.double)
  }

  private func checkVectors<Scalar: MatrixScalar>(_ set: any MatrixKernelSet<Scalar>.Type) {
    let unit = Double(Scalar.ulpOfOne)
    for count in Self.counts {
      let x = Matrix<Scalar>.random(1, count, seed: 1).values
      let y = Matrix<Scalar>.random(1, count, seed: 2).values
      let products = zip(x, y).map { Double($0) * Double($1) }
      let sum = products.reduce(0, +)
      let magnitude = products.reduce(0) { $0 + $1.magnitude }
      #expect(abs(Double(set.dot(count: count, x, y)) - sum) <= unit * 16 * magnitude)

      let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(set.squaredNorm(count: count, x) - squares) <= 1e-14 * squares)

      var result = y
      set.addScaled(count: count, by: 0.7, x, to: &result)
      for i in 0..<count {
        let exact = Double(y[i]) + Double(Scalar(0.7)) * Double(x[i])
        expectNear(result[i], exact, within: unit * 2)
      }
      result = x
      set.scale(count: count, by: 3, &result)
      #expect(result == x.map { 3 * $0 })
      set.copyScaled(count: count, by: -1, from: x, to: &result)
      #expect(result == x.map { -$0 })
      set.copyFlushed(count: count, below: 0.5, from: x, to: &result)
      #expect(result == x.map { $0.magnitude < 0.5 ? 0 : $0 })
      let doubles = x.map { Double($0) * 1.000_000_001 }
      set.narrow(count: count, by: 2, below: 0.5, from: doubles, to: &result)
      #expect(result == doubles.map { (2 * $0).magnitude < 0.5 ? 0 : Scalar(2 * $0) })

      var (u, v) = (x, y)
      set.rotate(count: count, cosine: 0.6, sine: 0.8, x: &u, y: &v)
      for i in 0..<count {
        let (a, b) = (Double(x[i]), Double(y[i]))
        expectNear(u[i], 0.6 * a + 0.8 * b, within: unit * 2)
        expectNear(v[i], 0.6 * b - 0.8 * a, within: unit * 2)
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func largest(kernels: KernelTable) {
    checkLargest(kernels.float)
    checkLargest(kernels.double)
  }

  private func checkLargest<Scalar: MatrixScalar>(_ set: any MatrixKernelSet<Scalar>.Type) {
    #expect(set.largestMagnitude(count: 0, [1]) == 0)
    for count in Self.counts where count > 0 {
      for place in [0, count / 2, count - 1] {
        var x = Matrix<Scalar>.random(1, count, seed: 3).values
        x[place] = -2
        #expect(set.largestMagnitude(count: count, x) == 2)
        #expect(set.largest(count: count, x) == -2)
        x[0] = 2
        #expect(set.largest(count: count, x) == 2)
        x[place] = -.infinity
        #expect(set.largestMagnitude(count: count, x) == .infinity)
        x[(place + count / 2) % count] = .nan
        #expect(set.largestMagnitude(count: count, x).isNaN)
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func rows(kernels: KernelTable) {
    checkRows(kernels.float)
    checkRows(kernels.double)
  }

  private func checkRows<Scalar: MatrixScalar>(_ set: any MatrixKernelSet<Scalar>.Type) {
    let unit = Double(Scalar.ulpOfOne)
    for (rows, count) in [(0, 5), (1, 1), (3, 17), (4, 16), (7, 40), (9, 100)] {
      let stride = count + 3
      let matrix = Matrix<Scalar>.random(rows, stride, seed: 4)
      let x = Matrix<Scalar>.random(1, count, seed: 5).values
      let factors = Matrix<Scalar>.random(1, rows, seed: 6).values
      var products = [Scalar](repeating: 9, count: rows + 1)
      set.multiplyRows(
        rows: rows, columns: count, matrix: matrix.values, stride: stride, x: x, products: &products
      )
      for r in 0..<rows {
        var exact = 0.0
        for j in 0..<count { exact += Double(matrix[r, j]) * Double(x[j]) }
        expectNear(products[r], exact, within: unit * Double(count + 2))
      }
      #expect(products[rows] == 9)
      var y = x
      set.subtractRows(
        rows: rows, columns: count, factors: factors, matrix: matrix.values, stride: stride, y: &y)
      for j in 0..<count {
        var exact = Double(x[j])
        for r in 0..<rows { exact -= Double(factors[r]) * Double(matrix[r, j]) }
        expectNear(y[j], exact, within: unit * Double(rows + 1))
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func symmetricRows(kernels: KernelTable) {
    checkSymmetricRows(kernels.float)
    checkSymmetricRows(kernels.double)
  }

  /// The parts of several chunks of rows together make the product with the whole matrix.
  private func checkSymmetricRows<Scalar: MatrixScalar>(_ set: any MatrixKernelSet<Scalar>.Type) {
    for count in [1, 2, 3, 15, 16, 17, 30, 50] {
      let stride = paddedStride(count, of: Scalar.self)
      let full = Matrix<Scalar>.randomSymmetric(count, seed: 7)
      var lower = Matrix<Scalar>(rows: count, columns: stride)
      for i in 0..<count {
        for j in 0...i { lower[i, j] = full[i, j] }
      }
      var x = Matrix<Scalar>.random(1, stride, seed: 8).values
      for j in count..<stride { x[j] = 0 }
      var total = [Double](repeating: 0, count: count)
      for (first, last) in [(0, min(16, count)), (16, count)] where first < last {
        var part = [Scalar](repeating: .nan, count: stride)
        set.multiplySymmetricRows(
          first: first, last: last, matrix: lower.values, stride: stride, x: x, y: &part)
        for j in 0..<last { total[j] += Double(part[j]) }
      }
      for i in 0..<count {
        var exact = 0.0
        for j in 0..<count { exact += Double(full[i, j]) * Double(x[j]) }
        expectNear(total[i], exact, within: Double(Scalar.ulpOfOne) * Double(count + 4))
      }
    }
  }
}
