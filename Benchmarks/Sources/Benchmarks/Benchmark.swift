import Framework

/// One thing that is timed.
struct Benchmark: Sendable {
  let name: String
  /// Billions of operations in one run; what an operation is, `unit` says.
  let work: Double
  /// For example 'GFLOP/s'.
  let unit: String
  /// Builds the inputs, which is not timed.
  let prepare: @Sendable (WorkPool) -> Prepared

  /// A benchmark that is ready to run.
  struct Prepared {
    let run: () -> Void
    /// Looks at the result of the last run: the error and what it may be at most.
    let verify: () -> (error: Double, bound: Double)
  }

  /// All benchmarks, in the order of the table.
  static let all = products + factorisations + eigenproblems + covariances + scans
}

/// A result that a benchmark leaves for its check.
final class Outcome<Value> {
  var value: Value?
}

/// Reproducible numbers (splitmix64).
struct BenchmarkRandom {
  private var state: UInt64 = 42

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in -1..<1.
  mutating func symmetric() -> Double {
    Double(Int64(bitPattern: bits()) >> 11) * 0x1p-52
  }

  mutating func matrix<Scalar: MatrixScalar>(_ rows: Int, _ columns: Int) -> Matrix<Scalar> {
    Matrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in Scalar(symmetric()) })
  }

  mutating func symmetricMatrix<Scalar: MatrixScalar>(_ count: Int) -> Matrix<Scalar> {
    var result: Matrix<Scalar> = matrix(count, count)
    for i in 0..<count {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }
}
