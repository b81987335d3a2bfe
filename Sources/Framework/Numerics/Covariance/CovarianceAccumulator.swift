/// Mean and covariance of images, gathered in one pass.
///
/// Sums over bytes are whole numbers, and exact in Double up to 2³⁷ images. Floats are multiplied in
/// Double. The result does not depend on the number of threads.
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

  /// Floats of one product.
  private static let block = 1024

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
    ByteProducts(kernels: kernels.words, pool: pool).add(
      ByteProducts.Source(base: pixels, rows: rows, stride: stride), to: &moments)
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
    for range in blocks(from: 0, to: rows, of: Self.block) {
      let block = images.view(rows: range.count, columns: dimension, stride: dimension)
      let source = MatrixView(
        base: pixels + range.lowerBound * stride, rows: block.rows, columns: dimension,
        stride: stride)
      moments.addSums(pool) { columns, sums in
        scan.convert(
          rows: block.rows, columns: columns.count, floats: source.base + columns.lowerBound,
          floatStride: source.stride, result: block.base + columns.lowerBound,
          resultStride: block.stride, sums: sums)
      }
      moments.products.withMutableView { products in
        MatrixProduct(kernels: Double.kernels(in: kernels), pool: pool).multiply(
          block.readOnly, transposed: true, block.readOnly, transposed: false, into: products,
          .add, lowerOnly: true)
      }
      moments.count += block.rows
    }
    floats = moments
  }

  /// Mean and covariance of the images times `scale` plus `offset`.
  ///
  /// - Parameters:
  ///   - ddof: what is taken from the number of images in the divisor: 1 for the unbiased
  ///     estimate, 0 for the maximum likelihood estimate.
  ///   - scale: for example 1 / 127.5 for bytes that stand for -1...1.
  ///   - offset: added to the mean, for example -1 for such bytes.
  /// - Precondition: more than `ddof` images were added.
  public func finish(ddof: Int = 0, scale: Double = 1, offset: Double = 0) -> (
    mean: [Double], covariance: Matrix<Double>
  ) {
    precondition(count > ddof, "a covariance needs more than \(ddof) images, not \(count)")
    var moments = bytes ?? SecondMoments(dimension: dimension)
    if let floats { moments.add(floats) }
    let n = Double(count)
    // Bytes are averaged about the middle of their range: less is rounded.
    let centre = floats == nil ? 128.0 : 0
    let mean = moments.sums.map { (($0 - n * centre) / n + centre) * scale + offset }
    return (mean, moments.covariance(ddof: ddof, factor: scale * scale, pool: pool))
  }
}
