/// Mean and covariance of images, gathered in one pass.
///
/// Bytes are exact: their products, shifted by 128, are whole numbers that Float holds exactly in
/// sums over 1024 images, and Double in sums over 2³⁹. Floats are multiplied in Double. The result
/// does not depend on the number of threads.
public struct CovarianceAccumulator: Sendable {
  /// Elements of one image.
  public let dimension: Int
  /// Images added so far.
  public var count: Int { (bytes?.count ?? 0) + (floats?.count ?? 0) }

  // Sums of the images of one kind each; nil while there is none.
  private var bytes: SecondMoments?
  private var floats: SecondMoments?
  private let pool: WorkPool
  private let kernels: KernelTable

  /// Images of one product. |x - 128| ≤ 128, so that the elements of a product of 1024 images are at
  /// most 2²⁴ in magnitude, up to which Float holds all whole numbers.
  private static let block = 1024
  private static let byteShift = 128.0

  /// An accumulator without images.
  ///
  /// - Parameter dimension: the elements of one image.
  public init(dimension: Int, pool: WorkPool = .shared) {
    self.init(dimension: dimension, pool: pool, kernels: .current)
  }

  init(dimension: Int, pool: WorkPool, kernels: KernelTable) {
    precondition(dimension >= 0, "an image cannot have a negative number of elements")
    self.dimension = dimension
    self.pool = pool
    self.kernels = kernels
  }

  /// Adds `rows` images of `dimension` bytes; image i begins at `bytes + i · stride`.
  public mutating func add(bytes pixels: UnsafePointer<UInt8>, rows: Int, stride: Int) {
    guard rows > 0 else { return }
    var moments = bytes ?? SecondMoments(dimension: dimension)
    bytes = nil
    let images = Scratch<Float>(count: min(rows, Self.block) * dimension)
    let partial = Scratch<Float>(count: dimension * dimension)
    defer {
      images.keepAlive()
      partial.keepAlive()
    }
    let part = partial.view(rows: dimension, columns: dimension, stride: dimension)
    let scan = kernels.scan
    for first in Swift.stride(from: 0, to: rows, by: Self.block) {
      let block = images.view(
        rows: min(Self.block, rows - first), columns: dimension, stride: dimension)
      let source = Source(base: pixels + first * stride, stride: stride)
      moments.addSums(pool) { columns, sums in
        scan.convert(
          block.rows, columns.count, source.base + columns.lowerBound, source.stride,
          Float(Self.byteShift), block.base + columns.lowerBound, block.stride, sums)
      }
      multiplyByItself(block, into: part, .replace)
      moments.addProducts(pool) { row, products in
        scan.addWidened(row + 1, part.row(row), products)
      }
      moments.count += block.rows
    }
    bytes = moments
  }

  /// Adds `rows` images of `dimension` floats; image i begins at `floats + i · stride`.
  public mutating func add(floats pixels: UnsafePointer<Float>, rows: Int, stride: Int) {
    guard rows > 0 else { return }
    var moments = floats ?? SecondMoments(dimension: dimension)
    floats = nil
    let images = Scratch<Double>(count: min(rows, Self.block) * dimension)
    defer { images.keepAlive() }
    let scan = kernels.scan
    for first in Swift.stride(from: 0, to: rows, by: Self.block) {
      let block = images.view(
        rows: min(Self.block, rows - first), columns: dimension, stride: dimension)
      let source = Source(base: pixels + first * stride, stride: stride)
      moments.addSums(pool) { columns, sums in
        scan.convert(
          block.rows, columns.count, source.base + columns.lowerBound, source.stride,
          block.base + columns.lowerBound, block.stride, sums)
      }
      moments.products.withMutableView { multiplyByItself(block, into: $0, .add) }
      moments.count += block.rows
    }
    floats = moments
  }

  /// Images in memory that threads may read.
  private struct Source<Element>: @unchecked Sendable {
    let base: UnsafePointer<Element>
    let stride: Int
  }

  /// The lower triangle of Xᵀ X.
  private func multiplyByItself<Scalar: MatrixScalar>(
    _ x: MutableMatrixView<Scalar>, into target: MutableMatrixView<Scalar>,
    _ update: MatrixProduct<Scalar>.Update
  ) {
    MatrixProduct(kernels: Scalar.kernels(in: kernels), pool: pool).multiply(
      x.readOnly, transposed: true, x.readOnly, transposed: false, into: target, update,
      lowerOnly: true)
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
    // Bytes stay shifted, and whole numbers, unless floats are among the images.
    var moments = bytes ?? SecondMoments(dimension: dimension)
    let shift = floats == nil ? Self.byteShift : 0
    if let floats {
      moments.move(by: Self.byteShift)
      moments.add(floats)
    }
    let n = Double(count)
    let factor = scale * scale
    let divisor = n * (n - Double(ddof))
    let sums = moments.sums
    var covariance = moments.products
    for i in 0..<dimension {
      for j in 0...i {
        // n Σxy - Σx Σy: whole numbers for bytes, so a constant pixel has variance exactly 0.
        let value = (n * covariance[i, j] - sums[i] * sums[j]) / divisor * factor
        covariance[i, j] = value
        covariance[j, i] = value
      }
    }
    return (sums.map { ($0 / n + shift) * scale + offset }, covariance)
  }
}
