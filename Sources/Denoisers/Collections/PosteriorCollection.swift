import Foundation
import Framework

/// The precisions and responses of a ``FilteredPosterior`` at one noise level as filters of images.
struct PosteriorCollection: Sendable {
  let precisions: ImageFilter
  /// A row for each place, whose factors add up to 1; nil where every posterior answers for itself.
  let responses: ImageFilter?
  /// Whether a place is a pixel in all channels; otherwise a single number.
  let joinsChannels: Bool

  /// - Throws: what the heat maps throw.
  init(
    _ precision: PosteriorPrecision, _ response: PosteriorResponse, _ training: TrainingSet,
    at level: NoiseLevel, maps: (Heatmaps) throws -> SensitivityMaps
  ) throws {
    let shape = training.shape
    switch precision {
    case .window(let side):
      self.init(shape, response, centres: { (0..<$0).map(Double.init) }) { size in
        .windows(Array(0..<size), before: side.value / 2, after: side.value / 2, of: size)
      }
    case .inside(let side):
      let middle = Double(side - 1) / 2
      self.init(shape, response, centres: { (0...$0 - side).map { Double($0) + middle } }) { size in
        .windows(Array(0...size - side), before: 0, after: side - 1, of: size)
      }
    case .gaussian(let width):
      self.init(shape, response, centres: { (0..<$0).map(Double.init) }) { size in
        .gaussians(at: (0..<size).map(Double.init), width: width, of: size)
      }
    case .wiener(let power):
      let filter = training.spectrum(ddof: 1).wienerMatrix(at: level)
      self.init(
        shape, response, filter.precisions(power: power, signal: level.signal), isPlane: false)
    case .locality(let threshold):
      let masks = LocalityMasks(
        of: training, threshold: threshold, scale: .global, orientation: .column
      ).keptMasks(at: level)
      self.init(shape, response, masks.matrix, isPlane: false)
    case .heatmaps(let source, let threshold):
      let count = shape.area
      // Everything, also where a map has no heat.
      let masks =
        threshold < 1
        ? try maps(source).masks(share: threshold).matrix
        : Matrix(rows: count, columns: count, repeating: 1)
      self.init(shape, response, masks, isPlane: true)
    }
  }

  /// Precisions that are products of those of the two axes.
  ///
  /// - Parameters:
  ///   - centres: where the posteriors of an axis of a size stand.
  ///   - axis: their precisions, a row for each.
  private init(
    _ shape: ImageShape, _ response: PosteriorResponse, centres: (Int) -> [Double],
    axis: (Int) -> Matrix<Double>
  ) {
    let (rows, columns) = (axis(shape.height), axis(shape.width))
    precisions = .separable(rows: AxisFilter(rows), columns: AxisFilter(columns))
    joinsChannels = true
    switch response {
    case .pixel: responses = nil
    case .patch:
      responses = .separable(
        rows: AxisFilter(rows.transposed().shares), columns: AxisFilter(columns.transposed().shares)
      )
    case .gaussian(let width):
      responses = .gaussian(
        width, rows: centres(shape.height), columns: centres(shape.width), of: shape)
    }
  }

  /// Precisions of any form, one for each pixel of a plane or for each number.
  private init(
    _ shape: ImageShape, _ response: PosteriorResponse, _ rows: Matrix<Double>, isPlane: Bool
  ) {
    precisions = .rows(AxisFilter(rows))
    joinsChannels = isPlane
    switch response {
    case .pixel: responses = nil
    case .patch:
      var holders = rows.transposed()
      // A place that no mask holds is answered by its own.
      for place in 0..<holders.rows where !holders.row(place).contains(where: { $0 != 0 }) {
        holders[place, place] = 1
      }
      responses = .rows(AxisFilter(holders.shares))
    case .gaussian(let width):
      responses = .gaussian(
        width, rows: (0..<shape.height).map(Double.init),
        columns: (0..<shape.width).map(Double.init), of: shape)
    }
  }
}

extension PosteriorCollection {
  /// The posteriors that answer for some elements; responses must be of single numbers or of pixels in
  /// all channels, as precisions are.
  func patches(_ shape: ImageShape, answering elements: [Int]) -> [PosteriorPatch] {
    var answers: [Int: [PosteriorPatch.Answer]] = [:]
    for (output, element) in elements.enumerated() {
      let place = joinsChannels ? element % shape.area : element
      for (posterior, share) in responses?.terms(of: place) ?? [(place, 1)] {
        answers[posterior, default: []].append(
          .init(output: output, element: element, share: share))
      }
    }
    let planes = joinsChannels ? shape.channels : 1
    return answers.sorted { $0.key < $1.key }.map { posterior, answers in
      let terms = precisions.terms(of: posterior)
      return PosteriorPatch(
        pixels: (0..<planes).flatMap { c in terms.map { c * shape.area + $0.number } },
        precisions: (0..<planes).flatMap { _ in terms.map(\.factor) }, answers: answers)
    }
  }
}

extension ImageFilter {
  /// The shares of posteriors at some places in the answers at the pixels.
  fileprivate static func gaussian(
    _ width: Double, rows: [Double], columns: [Double], of shape: ImageShape
  ) -> ImageFilter {
    .separable(
      rows: AxisFilter(.gaussianShares(from: rows, width: width, of: shape.height)),
      columns: AxisFilter(.gaussianShares(from: columns, width: width, of: shape.width)))
  }
}

extension Matrix<Double> {
  /// Row u: 1 from `before` places before the u-th of `places` to `after` places behind it.
  fileprivate static func windows(
    _ places: [Int], before: Int, after: Int, of size: Int
  ) -> Matrix {
    Matrix(
      rows: places.count, columns: size,
      values: places.flatMap { place in
        (0..<size).map { $0 >= place - before && $0 <= place + after ? 1 : 0 }
      })
  }

  /// Row u: exp(−d²/2w²) of the distances from `centres[u]` to the places of an axis.
  fileprivate static func gaussians(
    at centres: [Double], width: Double, of size: Int
  ) -> Matrix {
    Matrix(
      rows: centres.count, columns: size,
      values: centres.flatMap { centre in
        (0..<size).map { exp(-pow(Double($0) - centre, 2) / (2 * width * width)) }
      })
  }

  /// Row y: each centre's share in place y of an axis.
  fileprivate static func gaussianShares(
    from centres: [Double], width: Double, of size: Int
  ) -> Matrix {
    let values = (0..<size).flatMap { place -> [Double] in
      let distances = centres.map { pow(Double(place) - $0, 2) }
      // Relative to the nearest, so that not all of them underflow.
      let least = distances.min() ?? 0
      return distances.map { exp((least - $0) / (2 * width * width)) }
    }
    return Matrix(rows: size, columns: centres.count, values: values).shares
  }

  /// Each row divided by its sum.
  fileprivate var shares: Matrix {
    var result = self
    for index in 0..<rows {
      let total = row(index).reduce(0, +)
      for place in index * columns..<(index + 1) * columns { result.values[place] /= total }
    }
    return result
  }

  /// (|W_q| / max |W_q|)ᵖ of the rows of W; that of a number that the filter does not know is 1 for
  /// the number itself. This matrix is a · W.
  fileprivate func precisions(power: Double, signal: Double) -> Matrix {
    var result = self
    for index in 0..<rows {
      let largest = row(index).reduce(0) { Swift.max($0, abs($1)) }
      for column in 0..<columns {
        result[index, column] =
          largest / signal < LocalityMasks.leastDiagonal
          ? (column == index ? 1 : 0) : pow(abs(self[index, column]) / largest, power)
      }
    }
    return result
  }
}

extension PixelMasks {
  /// 1 where the mask of a place, a row, has a pixel.
  fileprivate var matrix: Matrix<Double> {
    var result = Matrix<Double>(rows: shape.count, columns: shape.count)
    for place in 0..<shape.count {
      for pixel in pixels(of: place) { result[place, pixel] = 1 }
    }
    return result
  }
}
