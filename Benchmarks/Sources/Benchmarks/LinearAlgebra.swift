import Framework

extension Benchmark {
  static let products =
    [256, 512, 1024, 2048, 3072, 4096].map { product(Float.self, "float", $0) }
    + [512, 1024, 2048].map { product(Double.self, "double", $0) }

  static let factorisations = [784, 3072].map { cholesky($0) }

  /// 784: MNIST; 3072: CIFAR-10; 12288: 64×64 images of three channels.
  static let eigenproblems =
    [784, 1024, 3072, 12_288].map { eigen(Float.self, "float", $0) }
    + [784, 1024, 3072].map { eigen(Double.self, "double", $0) }

  private static func product<Scalar: MatrixScalar>(
    _: Scalar.Type, _ type: String, _ count: Int
  ) -> Benchmark {
    let n = Double(count)
    return Benchmark(name: "product-\(type)-\(count)", work: 2 * n * n * n * 1e-9, unit: "GFLOP/s")
    { pool in
      var random = BenchmarkRandom()
      let left: Matrix<Scalar> = random.matrix(count, count)
      let right: Matrix<Scalar> = random.matrix(count, count)
      let outcome = Outcome<Matrix<Scalar>>()
      return Prepared {
        outcome.value = left.multiplied(by: right, pool: pool)
      } verify: {
        guard let result = outcome.value else { return .missing }
        var error = 0.0
        for sample in 0..<100 {
          let (i, j) = (sample * 7919 % count, sample * 104_729 % count)
          var sum = 0.0
          for k in 0..<count { sum += Double(left[i, k]) * Double(right[k, j]) }
          error = max(error, abs(sum - Double(result[i, j])))
        }
        return Verdict(error, atMost: n.squareRoot() * Double(Scalar.ulpOfOne) * 10)
      }
    }
  }

  private static func cholesky(_ count: Int) -> Benchmark {
    let n = Double(count)
    return Benchmark(name: "cholesky-double-\(count)", work: n * n * n / 3e9, unit: "GFLOP/s") {
      pool in
      var random = BenchmarkRandom()
      let factor: Matrix<Double> = random.matrix(count, count)
      var matrix = factor.multiplied(by: factor, transposingOther: true)
      for i in 0..<count { matrix[i, i] += 1 }
      let definite = matrix
      let outcome = Outcome<Matrix<Double>>()
      return Prepared {
        outcome.value = try? Cholesky(of: definite, pool: pool).factor
      } verify: {
        guard let lower = outcome.value else { return .missing }
        var error = 0.0
        for sample in 0..<100 {
          let (i, j) = (sample * 7919 % count, sample * 104_729 % count)
          var sum = 0.0
          for k in 0...min(i, j) { sum += lower[i, k] * lower[j, k] }
          error = max(error, abs(sum - definite[i, j]))
        }
        return Verdict(error, atMost: n * n * 1e-16)
      }
    }
  }

  private static func eigen<Scalar: MatrixScalar>(
    _: Scalar.Type, _ type: String, _ count: Int
  ) -> Benchmark {
    let n = Double(count)
    // 4/3 n³ for the reduction, 3 n³ for the rotations, 2 n³ for the transformation back.
    let work = (4.0 / 3 + 3 + 2) * n * n * n * 1e-9
    return Benchmark(
      name: "eigen-\(type)-\(count)", work: work, unit: "GFLOP/s", isLong: count > 6000
    ) { pool in
      var random = BenchmarkRandom()
      let matrix: Matrix<Scalar> = random.symmetricMatrix(count)
      let outcome = Outcome<SymmetricEigen<Scalar>>()
      return Prepared {
        outcome.value = SymmetricEigen(of: matrix, pool: pool)
      } verify: {
        guard let result = outcome.value else { return .missing }
        let bound = Double(Scalar.ulpOfOne) * 40
        let images = result.vectors.multiplied(by: matrix)
        let largest = result.values.map { Double($0.magnitude) }.max() ?? 0
        var residual = 0.0
        for k in 0..<count {
          let value = result.values[k]
          for j in 0..<count {
            residual = max(residual, abs(Double(images[k, j] - value * result.vectors[k, j])))
          }
        }
        let overlaps = result.vectors.multiplied(by: result.vectors, transposingOther: true)
        var skewness = 0.0
        for i in 0..<count {
          for j in 0..<count {
            skewness = max(skewness, abs(Double(overlaps[i, j]) - (i == j ? 1 : 0)))
          }
        }
        residual /= largest
        return Verdict(
          max(residual, skewness), atMost: bound,
          note: "residual \(scientific(residual)) |A|, orthogonality \(scientific(skewness))")
      }
    }
  }
}
