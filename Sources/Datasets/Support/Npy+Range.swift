import Foundation
import Framework

/// What of a file's numbers becomes [-1, 1].
extension Npy {
  /// How far a number may lie outside by the rounding of an earlier scaling.
  private static let rounding: Float = 1e-3

  /// Images whose numbers are Floats, read once to see what they hold.
  ///
  /// - Parameter values: the numbers of some images as they are stored.
  func collection(
    _ shape: ImageShape, _ count: Int, _ range: ValueRange?,
    _ values: @escaping @Sendable (Range<Int>) -> [Float]
  ) throws -> ImageCollection {
    let given = range ?? ValueRange(-1, 1)
    let scale = { @Sendable (values: [Float]) in
      given == ValueRange(-1, 1) ? values : Self.scaled(values, given)
    }
    let images = max(1, Self.checkedTogether / shape.count)
    let parts = stride(from: 0, to: count, by: images).map { $0..<min($0 + images, count) }
    let extremes = try WorkPool.shared.map(parts.count) { part throws in
      let values = values(parts[part])
      let scaled = scale(values)
      if let place = scaled.firstIndex(where: { !$0.isFinite }) {
        throw refuse(
          "image \(parts[part].lowerBound + place / shape.count) holds a number that is not finite",
          Self.advice)
      }
      return (
        low: values.min() ?? 0, high: values.max() ?? 0, scaledLow: scaled.min() ?? 0,
        scaledHigh: scaled.max() ?? 0
      )
    }
    let (low, high) = (
      extremes.map(\.low).min() ?? 0, extremes.map(\.high).max() ?? 0
    )
    let bounds = -1 - Self.rounding...1 + Self.rounding
    let isOutside = !extremes.allSatisfy {
      bounds.contains($0.scaledLow) && bounds.contains($0.scaledHigh)
    }
    var remarks: [String] = []
    if isOutside {
      guard range != nil else {
        throw refuse(
          "holds numbers from \(low) to \(high), and floats are taken to lie in [-1, 1]",
          "say with \"range\" what becomes [-1, 1], e.g. \"range\": \(Self.likelyRange(low, high))")
      }
      remarks.append(
        "\(parameters.path.url.path) holds numbers from \(low) to \(high), outside its \"range\" "
          + given.json.canonicalText)
    } else if range == nil, low >= 0 {
      remarks.append(
        "\(parameters.path.url.path) holds numbers from \(low) to \(high), none below 0, taken as of "
          + "[-1, 1]; if they are of [0, 1], set \"range\": [0, 1]")
    }
    return ImageCollection(
      images: ImageStore(shape: shape, count: count, making: .floats { scale(values($0)) }),
      remarks: remarks)
  }

  /// Numbers that are looked at together.
  private static let checkedTogether = 1 << 20

  private static func likelyRange(_ low: Float, _ high: Float) -> String {
    low < 0 ? "[\(-max(-low, high)), \(max(-low, high))]" : high <= 1.001 ? "[0, 1]" : "[0, 255]"
  }

  private static func scaled(_ values: [Float], _ range: ValueRange) -> [Float] {
    values.map { Float((Double($0) - range.low) / (range.high - range.low) * 2 - 1) }
  }
}
