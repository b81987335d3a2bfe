/// Mean and covariance of images, gathered in one pass.
///
/// Bytes are exact: their products, shifted by 128, are whole numbers that Float holds exactly in
/// sums over 1024 images and Double over 2⁵³ / 2¹⁴ of them. Floats are multiplied in Double. The
/// result does not depend on the number of threads.
public struct CovarianceAccumulator: Sendable {
  /// Elements of one image.
  public let dimension: Int
  /// Images added so far.
  public private(set) var count = 0

  private var byteMoments: Moments
  private var floatMoments: Moments
  private let pool: WorkPool
  private let kernels: KernelTable

  /// Sums over the images of one kind.
  private struct Moments {
    var count = 0
    var sums: [Double]
    /// Lower triangle of Σ x xᵀ.
    var products: Matrix<Double>

    init(dimension: Int) {
      sums = [Double](repeating: 0, count: dimension)
      products = Matrix(rows: dimension, columns: dimension)
    }
  }

  /// |x - 128| ≤ 128, so 1024 products sum to at most 2²⁴, the largest whole number below which
  /// Float holds all of them.
  private static let byteBlock = 1024
  private static let floatBlock = 1024
  private static let byteShift = 128.0

  public init(dimension: Int, pool: WorkPool = .shared) {
    self.init(dimension: dimension, pool: pool, kernels: .current)
  }

  init(dimension: Int, pool: WorkPool, kernels: KernelTable) {
    precondition(dimension >= 0)
    self.dimension = dimension
    self.pool = pool
    self.kernels = kernels
    byteMoments = Moments(dimension: dimension)
    floatMoments = Moments(dimension: dimension)
  }

  /// Adds `rows` images of `dimension` bytes; image i begins at `bytes + i · stride`.
  public mutating func add(bytes: UnsafePointer<UInt8>, rows: Int, stride: Int) {
    let size = dimension
    let block = Scratch<Float>(count: min(rows, Self.byteBlock) * size)
    let partial = Scratch<Float>(count: size * size)
    let product = MatrixProduct(kernels: Float.kernels(in: kernels), pool: pool)
    for first in Swift.stride(from: 0, to: rows, by: Self.byteBlock) {
      let images = min(Self.byteBlock, rows - first)
      kernels.scan.convert(
        images, size, bytes + first * stride, stride, Float(Self.byteShift), block.base, size)
      let x = block.view(rows: images, columns: size, stride: size)
      let target = partial.view(rows: size, columns: size, stride: size)
      product.multiply(
        x.readOnly, transposed: true, x.readOnly, transposed: false, into: target,
        lowerOnly: true)
      for i in 0..<images {
        for j in 0..<size { byteMoments.sums[j] += Double(x.row(i)[j]) }
      }
      for i in 0..<size {
        for j in 0...i { byteMoments.products[i, j] += Double(target.row(i)[j]) }
      }
    }
    byteMoments.count += rows
    count += rows
  }

  /// Adds `rows` images of `dimension` floats; image i begins at `floats + i · stride`.
  public mutating func add(floats: UnsafePointer<Float>, rows: Int, stride: Int) {
    let size = dimension
    let block = Scratch<Double>(count: min(rows, Self.floatBlock) * size)
    let product = MatrixProduct(kernels: Double.kernels(in: kernels), pool: pool)
    for first in Swift.stride(from: 0, to: rows, by: Self.floatBlock) {
      let images = min(Self.floatBlock, rows - first)
      let x = block.view(rows: images, columns: size, stride: size)
      for i in 0..<images {
        let from = floats + (first + i) * stride
        let to = x.row(i)
        for j in 0..<size {
          to[j] = Double(from[j])
          floatMoments.sums[j] += to[j]
        }
      }
      floatMoments.products.withMutableView { target in
        product.multiply(
          x.readOnly, transposed: true, x.readOnly, transposed: false, into: target, .add,
          lowerOnly: true)
      }
    }
    floatMoments.count += rows
    count += rows
  }

  /// Mean and covariance of the images times `scale` plus `offset`.
  ///
  /// - Parameters:
  ///   - ddof: what is taken from the number of images in the divisor: 1 for the unbiased
  ///     estimate, 0 for the maximum likelihood estimate.
  ///   - scale: for example 1 / 127.5 for bytes that stand for -1...1.
  ///   - offset: added to the mean, for example -1 for such bytes.
  /// - Precondition: more than `ddof` images were added.
  public func finish(
    ddof: Int = 0, scale: Double = 1, offset: Double = 0
  ) -> (mean: [Double], covariance: Matrix<Double>) {
    precondition(count > ddof, "a covariance needs more than \(ddof) images, not \(count)")
    let n = Double(count)
    let shift = byteMoments.count == count ? Self.byteShift : 0
    // Sums about `shift`; bytes are moved to 0 when floats are among the images.
    let back = byteMoments.count == count ? 0 : Self.byteShift
    let bytes = Double(byteMoments.count)
    var sums = [Double](repeating: 0, count: dimension)
    for j in 0..<dimension {
      sums[j] = byteMoments.sums[j] + back * bytes + floatMoments.sums[j]
    }
    var covariance = Matrix<Double>(rows: dimension, columns: dimension)
    let divisor = n * (n - Double(ddof))
    for i in 0..<dimension {
      for j in 0...i {
        var sum = byteMoments.products[i, j] + floatMoments.products[i, j]
        if back != 0 {
          sum += back * (byteMoments.sums[i] + byteMoments.sums[j]) + bytes * back * back
        }
        // n Σxy - Σx Σy: whole numbers for bytes, so a constant pixel has variance exactly 0.
        let value = (n * sum - sums[i] * sums[j]) / divisor * (scale * scale)
        covariance[i, j] = value
        covariance[j, i] = value
      }
    }
    return (sums.map { ($0 / n + shift) * scale + offset }, covariance)
  }
}
