import TestSupport
import Testing

@testable import LocusNumerics

struct SymmetricProductTests {
  /// AᵀDA with as many weights as rows, with fewer, and with none: the bits of the full product below
  /// the diagonal, and the same above it.
  @Test(arguments: [(0, 3), (1, 1), (5, 70), (70, 130), (200, 65)])
  func isTheFullProductBelowTheDiagonal(_ rows: Int, _ columns: Int) {
    let a = Matrix<Double>.random(rows, columns, seed: 1)
    for kept in Set([rows, rows / 2, 0]) {
      let weights = (0..<kept).map { 1 / Double(1 + $0) }
      let part = Matrix(
        rows: kept, columns: columns, values: Array(a.values[..<(kept * columns)]))
      var weighted = part
      for index in weighted.values.indices { weighted.values[index] *= weights[index / columns] }
      let full = part.multiplied(by: weighted, transposingSelf: true)
      let product = a.symmetricProduct(weightingRows: weights)
      for i in 0..<columns {
        for j in 0...i { #expect(product[i, j] == full[i, j] && product[j, i] == full[i, j]) }
      }
    }
  }
}
