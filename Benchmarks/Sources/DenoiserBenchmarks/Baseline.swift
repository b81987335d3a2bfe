import Foundation
import Framework

/// A method's formula computed plainly, one query at a time.
protocol Baseline: Sendable {
  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float]
}

/// `pca-locality` and `filtered-posterior`: all squared differences times the dense masks or
/// precisions, by matrix products over batches.
struct MaskProduct: Baseline {
  let data: LaneBytes
  /// Row q is the mask of place q: a number, or a pixel in all channels.
  let mask: Matrix<Float>
  /// Groups in a batch; a whole number of them for every thread bounds memory in n.
  private static let groups = 32

  init(_ data: LaneBytes, masks: PixelMasks) {
    self.data = data
    let size = data.shape.count
    mask = Matrix(
      rows: size, columns: size,
      values: (0..<size * size).map { masks[$0 / size, $0 % size] ? 1 : 0 })
  }

  /// Gaussian precisions around every pixel.
  init(_ data: LaneBytes, gaussians width: Double) {
    self.data = data
    let (shape, pixels) = (data.shape, data.shape.area)
    mask = Matrix(
      rows: pixels, columns: shape.count,
      values: (0..<pixels * shape.count).map { index in
        let (place, element) = index.quotientAndRemainder(dividingBy: shape.count)
        let dy = place / shape.width - element % pixels / shape.width
        let dx = place % shape.width - element % shape.width
        return Float(exp(-Double(dy * dy + dx * dx) / (2 * width * width)))
      })
  }

  func denoise(_ query: [Float], at level: NoiseLevel) -> [Float] {
    let batches = data.blocks(of: Self.groups)
    let parts = WorkPool.shared.map(batches.count) { softmax(batches[$0], query, level) }
    return PlainSoftmax.total(parts).means
  }

  private func softmax(
    _ groups: Range<Int>, _ query: [Float], _ level: NoiseLevel
  ) -> PlainSoftmax {
    let (size, lanes) = (data.shape.count, LaneBytes.lanes)
    let columns = groups.count * lanes
    let values = Memory<Float>(size * columns)
    let group = Memory<Float>(size * lanes)
    var squares = Matrix<Float>(rows: size, columns: columns)
    squares.values.withUnsafeMutableBufferPointer { squares in
      guard let squares = squares.baseAddress else { return }
      for (index, number) in groups.enumerated() {
        data.decode(number, into: group.base)
        for element in 0..<size {
          let target = element * columns + index * lanes
          (values.base + target).update(from: group.base + element * lanes, count: lanes)
          kernels.squares(
            count: lanes, x: query[element], signal: Float(level.signal),
            images: group.base + element * lanes, result: squares + target)
        }
      }
    }
    var distances = mask.multiplied(by: squares)
    let places = mask.rows
    var softmax = PlainSoftmax(places: places, channels: size / places, level: level)
    distances.values.withUnsafeMutableBufferPointer { distances in
      guard let distances = distances.baseAddress else { return }
      for place in 0..<places {
        let first = place * columns
        softmax.add(
          columns, at: place, distances + first, values: values.base + first,
          stride: places * columns)
      }
    }
    return softmax
  }
}
