import Testing

@testable import Framework

struct ColumnSumsTests {
  /// Sums of the last rows, some of them zeros, against plain sums; numbers that add up exactly.
  @Test(arguments: [1, 2, 3, 7])
  func addUpTheLastRows(_ extent: Int) {
    let columns = 2
    var sums = ColumnSums(
      columns: columns, extent: extent, kernels: InstructionSet.current.windowKernels)
    for pattern in 0..<3 {
      sums.reset()
      var rows: [Float] = []
      for index in 0..<23 {
        let isZeros = pattern > 0 && index / (2 * pattern + 1) % 2 == 0
        rows.append(isZeros ? 0 : Float(index * index % 17 + 1))
        if !isZeros { sums.nextRow.update(repeating: rows[index], count: columns * 32) }
        let result = sums.add(zeros: isZeros)
        let expected = rows.suffix(extent).reduce(0, +)
        // Rows before the first count as zeros.
        #expect((result == nil) == (expected == 0))
        if let result {
          #expect((0..<columns * 32).allSatisfy { result[$0] == expected })
        }
      }
    }
  }
}
