import TestSupport
import Testing

@testable import LocusNumerics

struct MatrixTests {
  @Test func elementsAreRowMajor() {
    var matrix = Matrix<Float>(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    matrix[0, 2] = 9
    #expect(matrix.values == [1, 2, 9, 4, 5, 6])
    #expect(Array(matrix.row(1)) == [4, 5, 6])
  }

  @Test func identityAndTransposed() {
    let identity = Matrix<Double>.identity(3)
    #expect(identity.values == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let matrix = Matrix<Double>(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    #expect(matrix.transposed().values == [1, 4, 2, 5, 3, 6])
    #expect(matrix.transposed().rows == 3)
    let odd = Matrix<Double>.random(37, 53, seed: 1)
    #expect(odd.transposed().transposed() == odd)
    #expect(odd.transposed()[52, 36] == odd[36, 52])
  }

  @Test func emptyMatrices() {
    let empty = Matrix<Float>(rows: 0, columns: 4)
    #expect(empty.values.isEmpty)
    #expect(empty.transposed().rows == 4)
  }
}
