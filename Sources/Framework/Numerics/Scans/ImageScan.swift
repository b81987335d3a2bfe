/// Passes over blocks of stored images for denoisers that compare a query with every image.
///
/// Pointers, because the images are mapped files and rows of larger buffers. Strides count
/// elements. A result depends on nothing but its own query and image: neither on the size of the
/// batch nor, for distances, on the place of the image in the block.
public struct ImageScan: Sendable {
  private let kernels: KernelTable

  /// Scans with the kernels of an instruction set.
  public init(kernels: KernelTable = .current) {
    self.kernels = kernels
  }

  /// distances[b][i] = Σ_j (queries[b][j] - factor · images[i][j])², in Float.
  ///
  /// Relative error of the sum: at most (64 + elements / 1024 + 7) · 2⁻²⁴ beyond that of the
  /// differences.
  public func squaredDistances(
    queries: UnsafePointer<Float>, queryCount: Int, queryStride: Int, factor: Float,
    images: UnsafePointer<UInt8>, imageCount: Int, imageStride: Int, elements: Int,
    distances: UnsafeMutablePointer<Float>, distanceStride: Int
  ) {
    kernels.scan.squaredDistances(
      queryCount: queryCount, imageCount: imageCount, elements: elements, factor: factor,
      queries: queries, queryStride: queryStride, images: images, imageStride: imageStride,
      distances: distances, distanceStride: distanceStride)
  }

  /// distances[b][i] = Σ_j (queries[b][j] - factor · images[i][j])² for Float images.
  public func squaredDistances(
    queries: UnsafePointer<Float>, queryCount: Int, queryStride: Int, factor: Float,
    images: UnsafePointer<Float>, imageCount: Int, imageStride: Int, elements: Int,
    distances: UnsafeMutablePointer<Float>, distanceStride: Int
  ) {
    kernels.scan.squaredDistances(
      queryCount: queryCount, imageCount: imageCount, elements: elements, factor: factor,
      queries: queries, queryStride: queryStride, images: images, imageStride: imageStride,
      distances: distances, distanceStride: distanceStride)
  }

  /// sums[b][j] += Σ_i weights[b][i] · images[i][j], added up by blocks of 64 images.
  ///
  /// Error: at most (64 + images / 64 + 2) · 2⁻²⁴ · Σ |w u|. Blocks whose weights are all zero are
  /// not read.
  public func addWeighted(
    weights: UnsafePointer<Float>, queryCount: Int, weightStride: Int, images: UnsafePointer<UInt8>,
    imageCount: Int, imageStride: Int, elements: Int, sums: UnsafeMutablePointer<Float>,
    sumStride: Int
  ) {
    kernels.scan.addWeighted(
      queryCount: queryCount, imageCount: imageCount, elements: elements, weights: weights,
      weightStride: weightStride, images: images, imageStride: imageStride, sums: sums,
      sumStride: sumStride)
  }

  /// sums[b][j] += Σ_i weights[b][i] · images[i][j] for Float images, which must be finite.
  public func addWeighted(
    weights: UnsafePointer<Float>, queryCount: Int, weightStride: Int, images: UnsafePointer<Float>,
    imageCount: Int, imageStride: Int, elements: Int, sums: UnsafeMutablePointer<Float>,
    sumStride: Int
  ) {
    kernels.scan.addWeighted(
      queryCount: queryCount, imageCount: imageCount, elements: elements, weights: weights,
      weightStride: weightStride, images: images, imageStride: imageStride, sums: sums,
      sumStride: sumStride)
  }

  /// result[i] = exp(x[i]) within 2 units in the last place; `result` may be `x`.
  ///
  /// NaN stays NaN, +∞ gives +∞, -∞ gives 0, and so does every x below -87.3365, where the result
  /// would no longer be a normal number.
  public func exponentials(
    of x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    kernels.scan.exponentials(count: count, x, result: result)
  }

  /// The sum, added up in Double over blocks of 1024 elements.
  public func sum(of x: UnsafePointer<Float>, count: Int) -> Double {
    kernels.scan.sum(count: count, x)
  }
}

extension ImageScan {
  /// Replaces every element by its exponential; see `exponentials(of:count:into:)`.
  public func exponentiate(_ values: inout [Float]) {
    values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      exponentials(of: base, count: buffer.count, into: base)
    }
  }

  /// The smallest element, NaN passed over; +∞ if there is none.
  public func minimum(of values: [Float]) -> Float {
    values.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { kernels.scan.minimum(count: buffer.count, $0) } ?? .infinity
    }
  }

  /// The weights exp(scale · (least − d)) of distances d, and their sum; a distance of +∞ has
  /// weight 0.
  ///
  /// - Parameters:
  ///   - least: finite, and none of the distances is smaller.
  ///   - scale: > 0; taken as the nearest normal number.
  func softmaxWeights(of distances: [Float], least: Float, scale: Double) -> (
    weights: [Float], sum: Double
  ) {
    let normal = Float(
      min(max(scale, Double(Float.leastNormalMagnitude)), Double(Float.greatestFiniteMagnitude)))
    var sum = 0.0
    let weights = [Float](unsafeUninitializedCapacity: distances.count) { target, initialized in
      distances.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        sum = kernels.scan.softmaxWeights(
          count: distances.count, least: least, scale: normal, distances: source, weights: target)
      }
      initialized = distances.count
    }
    return (weights, sum)
  }
}
