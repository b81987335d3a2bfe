import Framework

/// Small stand-ins for images, made by averaging over blocks of pixels, for a first look at what is
/// near.
public struct ProxyImages: Sendable {
  private let images: ImageStore
  private let pooling: Pooling

  /// - Parameter height: of the stand-ins, cut to 1...h; their width keeps the images' proportions.
  public init(of images: ImageStore, height: Int) {
    let shape = images.shape
    let height = max(1, min(height, shape.height))
    let width = max(1, min((shape.width * height + shape.height / 2) / shape.height, shape.width))
    let pooling = Pooling(
      from: shape, to: ImageShape(channels: shape.channels, height: height, width: width))
    let (blocks, size) = (images.scanBlocks, pooling.target.count)
    let parts = WorkPool.shared.map(blocks.count) { block in
      pooling.averages(count: blocks[block].count) { target in
        images.forEachImage(in: blocks[block]) { index, values in
          pooling.average(values, into: target + (index - blocks[block].lowerBound) * size)
        }
      }
    }
    self.images = ImageStore(shape: pooling.target, floats: parts.flatMap { $0 })
    self.pooling = pooling
  }

  public var shape: ImageShape { images.shape }

  /// |Px − aPX_i|² for every query x and image, one list for each query; P averages over blocks.
  public func squaredDistances(from queries: ImageBatch, signal: Double) -> [[Float]] {
    let (count, sizes) = (queries.count, (queries.shape.count, shape.count))
    let values = queries.values.withUnsafeBufferPointer { values in
      pooling.averages(count: count) { target in
        for query in 0..<count {
          let image = values[query * sizes.0..<(query + 1) * sizes.0]
          pooling.average(UnsafeBufferPointer(rebasing: image), into: target + query * sizes.1)
        }
      }
    }
    return images.squaredDistances(
      from: ImageBatch(shape: shape, values: values), signal: signal)
  }
}

/// Means over blocks of pixels. Where the sizes do not divide, neighbouring blocks share pixels.
private struct Pooling: Sendable {
  let source: ImageShape
  let target: ImageShape
  /// Rows and columns of the source that each row and column of the target stands for.
  let rows: [Range<Int>]
  let columns: [Range<Int>]

  init(from source: ImageShape, to target: ImageShape) {
    func spans(_ size: Int, _ parts: Int) -> [Range<Int>] {
      (0..<parts).map { $0 * size / parts..<(($0 + 1) * size + parts - 1) / parts }
    }
    self.source = source
    self.target = target
    rows = spans(source.height, target.height)
    columns = spans(source.width, target.width)
  }

  /// The averages of `count` images, which `fill` writes one after the other.
  func averages(count: Int, _ fill: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    [Float](unsafeUninitializedCapacity: count * target.count) { buffer, initialized in
      if let base = buffer.baseAddress { fill(base) }
      initialized = count * target.count
    }
  }

  /// Writes the averages of one image. Through pointers: arrays checked every one of hundreds of
  /// millions of pixels.
  func average(_ image: UnsafeBufferPointer<Float>, into result: UnsafeMutablePointer<Float>) {
    var result = result
    for channel in 0..<source.channels {
      for row in rows {
        for column in columns {
          var sum = 0.0
          for y in row {
            let start = (channel * source.height + y) * source.width
            for x in column { sum += Double(image[start + x]) }
          }
          result.initialize(to: Float(sum / Double(row.count * column.count)))
          result += 1
        }
      }
    }
  }
}
