import TestSupport
import Testing

@testable import LocusNumerics

/// The kernels on blocks of matrices, of the secular equation and of the covariance against the same
/// in Double.
@Suite struct MatrixKernelTests {
  @Test(arguments: KernelTable.available)
  func panels(kernels: KernelTable) {
    checkPanels(kernels.float)
    checkPanels(kernels.double)
  }

  private func checkPanels<Scalar: MatrixScalar>(_ set: any MatrixKernelSet<Scalar>.Type) {
    for width in [set.tileRows, set.tileColumns, set.sideWidth] {
      for (count, depth) in [(1, 1), (width, 7), (width + 1, 9), (2 * width - 1, 4)] {
        let stride = max(count, depth) + 2
        let source = Matrix<Scalar>.random(max(count, depth), stride, seed: 9)
        for across in [false, true] {
          let size = padded(count, width) * depth
          var packed = [Scalar](repeating: .nan, count: size)
          set.pack(
            count: count, depth: depth, width: width, source: source.values, stride: stride,
            across: across, panels: &packed)
          var isRight = true
          for i in 0..<padded(count, width) {
            for k in 0..<depth {
              let expected = i >= count ? 0 : across ? source[k, i] : source[i, k]
              let place = i / width * width * depth + k * width + i % width
              isRight = isRight && packed[place] == expected
            }
          }
          #expect(isRight, "\(count) × \(depth) in panels of \(width), across: \(across)")
          guard !across, count <= width else { continue }
          var back = [Scalar](repeating: 0, count: count * stride)
          set.unpack(
            count: count, depth: depth, width: width, panel: packed, target: &back, stride: stride)
          for i in 0..<count {
            #expect(back[i * stride..<i * stride + depth] == source.row(i).prefix(depth))
          }
        }
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func triangles(kernels: KernelTable) {
    checkTriangles(kernels.float)
    checkTriangles(kernels.double)
  }

  private func checkTriangles<Scalar: MatrixScalar>(_ set: any MatrixKernelSet<Scalar>.Type) {
    let unit = Double(Scalar.ulpOfOne)
    for count in [1, 2, 3, 8, 21] {
      var lower = Matrix<Scalar>.random(count, count, seed: 10)
      for i in 0..<count { lower[i, i] += 3 }
      let width = set.sideWidth
      let sides = Matrix<Scalar>.random(count, width, seed: 11).values
      var (forward, backward) = (sides, sides)
      set.solveLower(count: count, triangle: lower.values, stride: count, panel: &forward)
      set.solveUpper(count: count, triangle: lower.values, stride: count, panel: &backward)
      for side in 0..<width {
        for i in 0..<count {
          var (first, second) = (0.0, 0.0)
          for k in 0...i { first += Double(lower[i, k]) * Double(forward[k * width + side]) }
          for k in i..<count { second += Double(lower[k, i]) * Double(backward[k * width + side]) }
          let expected = Double(sides[i * width + side])
          #expect(abs(first - expected) <= unit * 40)
          #expect(abs(second - expected) <= unit * 40)
        }
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func secularSums(kernels: KernelTable) {
    let set = kernels.secular
    for count in [1, 2, 7, 8, 9, 20] {
      let poles = (0..<count).map { Double($0) + 0.1 * Double($0 % 3) }
      let weights = (0..<count).map { 1 / Double($0 + 1) }
      for first in [0, count / 2] {
        let sums = set.sums(
          first: first, last: count, poles: poles, weights: weights, origin: poles[0], shift: 0.3)
        var (value, slope) = (0.0, 0.0)
        for i in first..<count {
          let difference = poles[i] - poles[0] - 0.3
          value += weights[i] / difference
          slope += weights[i] / (difference * difference)
        }
        #expect(abs(sums.value - value) <= 1e-14 * slope)
        #expect(abs(sums.slope - slope) <= 1e-14 * slope)
      }
      var vector = [Double](repeating: 0, count: count)
      let square = set.vector(
        count: count, poles: poles, z: weights, origin: poles[0], shift: 0.3, result: &vector)
      for i in 0..<count {
        #expect(abs(vector[i] * (poles[i] - poles[0] - 0.3) - weights[i]) <= 1e-15)
      }
      #expect(abs(square - vector.reduce(0) { $0 + $1 * $1 }) <= 1e-14 * square)

      var result = [Double](repeating: 0, count: count)
      let shifts = (0..<count).map { 0.3 + 0.01 * Double($0) }
      set.weights(
        first: 0, last: count, count: count, poles: poles, origins: poles, shifts: shifts,
        result: &result)
      for i in 0..<count {
        var product = 1.0
        for j in 0..<count {
          product *= poles[j] + shifts[j] - poles[i]
          if j != i { product /= poles[j] - poles[i] }
        }
        #expect(abs(result[i] - product) <= 1e-13 * product.magnitude)
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func conversions(kernels: KernelTable) {
    for (rows, columns) in [(1, 1), (3, 16), (5, 37)] {
      let stride = columns + 2
      let floats = (0..<rows * stride).map { Float($0 * 37 % 256) - 100 }
      var doubles = [Double](repeating: .nan, count: rows * stride)
      var sums = [Double](repeating: 1, count: columns)
      kernels.scan.convert(
        rows: rows, columns: columns, floats: floats, floatStride: stride, result: &doubles,
        resultStride: stride, sums: &sums)
      for j in 0..<columns {
        var sum = 1.0
        for i in 0..<rows {
          sum += Double(floats[i * stride + j])
          #expect(doubles[i * stride + j] == Double(floats[i * stride + j]))
        }
        #expect(sums[j] == sum)
      }
    }
  }
}
