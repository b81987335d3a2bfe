/// Mean and covariance of a set of images, accumulated in Double.
public struct Moments: Sendable {
  /// μ, m numbers.
  public let mean: [Double]
  /// Σ, m × m, in squared data units.
  public let covariance: Matrix<Double>

  /// Images that are read together: a multiple of those that the accumulator takes together.
  private static let block = 4096

  public init(mean: [Double], covariance: Matrix<Double>) {
    self.mean = mean
    self.covariance = covariance
  }

  /// - Parameter ddof: the covariance is divided by n − ddof. With no more than `ddof` images it is
  ///   undefined; it is then taken as 0, so that the Wiener filter answers with the mean.
  public init(of images: ImageStore, ddof: Int) {
    let size = images.shape.count
    var accumulator = CovarianceAccumulator(dimension: size)
    for block in blocks(from: 0, to: images.count, of: Self.block) {
      images.forEachRun(in: block) { rows, _ in
        switch rows {
        case .bytes(let base, let count, let stride):
          accumulator.add(bytes: base, rows: count, stride: stride)
        case .floats(let base, let count, let stride):
          accumulator.add(floats: base, rows: count, stride: stride)
        }
      }
      images.giveBack(block)
    }
    let (scale, offset) = images.holdsBytes ? (1 / 127.5, -1.0) : (1, 0)
    let defined = images.count > ddof
    let result = accumulator.finish(ddof: defined ? ddof : 0, scale: scale, offset: offset)
    mean = result.mean
    covariance = defined ? result.covariance : Matrix(rows: size, columns: size)
  }
}
