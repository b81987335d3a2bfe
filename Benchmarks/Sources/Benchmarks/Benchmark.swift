import Framework

/// One thing that is timed.
struct Benchmark: Sendable {
  let name: String
  /// Billions of operations in one run; what an operation is, `unit` says.
  let work: Double
  /// For example 'GFLOP/s'.
  let unit: String
  /// Whether a run takes minutes: then only `--only` starts it.
  var isLong = false
  /// Builds the inputs, which is not timed.
  let prepare: @Sendable (WorkPool) -> Prepared

  /// A benchmark that is ready to run.
  struct Prepared {
    let run: () -> Void
    /// Looks at the result of the last run.
    let verify: () -> Verdict
  }

  /// The error of a result and what it may be at most.
  struct Verdict {
    let error: Double
    let bound: Double
    /// What else there is to say.
    var note = ""

    init(_ error: Double, atMost bound: Double, note: String = "") {
      self.error = error
      self.bound = bound
      self.note = note
    }

    /// There is no result.
    static let missing = Verdict(.nan, atMost: 0)
    var isRight: Bool { error <= bound }
  }

  /// All benchmarks, in the order of the table.
  static let all =
    products + factorisations + eigenproblems + covariances + scans + windows + networks
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
