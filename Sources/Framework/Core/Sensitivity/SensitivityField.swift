/// Where an output pixel looks: |gradient| at every input pixel, summed over the channels on both
/// sides.
public struct SensitivityField: Sendable {
  public let height: Int
  public let width: Int
  /// The output pixel.
  public let pixel: Pixel
  /// [h, w], each ≥ 0.
  public let values: [Double]

  /// - Precondition: `values` holds a number for each pixel.
  public init(height: Int, width: Int, pixel: Pixel, values: [Double]) {
    precondition(values.count == height * width, "a number for each pixel")
    self.height = height
    self.width = width
    self.pixel = pixel
    self.values = values
  }

  public var total: Double { values.reduce(0, +) }

  /// Side of the smallest square window around the pixel, clipped at the borders of the image, that
  /// holds `share` of the field: 1, 3, 5 …; nil for a field that is 0.
  public func side(holding share: Double) -> Int? {
    // Rounding must not demand more than the whole.
    let needed = share * total * (1 - 1e-12)
    guard needed > 0 else { return nil }
    let reach = max(pixel.y, height - 1 - pixel.y, pixel.x, width - 1 - pixel.x)
    var rings = [Double](repeating: 0, count: reach + 1)
    for (index, value) in values.enumerated() {
      rings[max(abs(index / width - pixel.y), abs(index % width - pixel.x))] += value
    }
    var held = 0.0
    for (ring, value) in rings.enumerated() {
      held += value
      if held >= needed { return 2 * ring + 1 }
    }
    return 2 * reach + 1
  }
}

extension Sensitivity {
  /// |gradient| summed over the channels on both sides, [pixels, h, w], at one noisy image.
  ///
  /// - Precondition: the chosen elements are those of whole pixels, all channels of one together.
  public func fields(image: Int) -> [Double] {
    let (channels, area) = (gradients.shape.channels, gradients.shape.area)
    precondition(elementCount % channels == 0, "the elements of whole pixels")
    var fields = [Double](repeating: 0, count: elementCount / channels * area)
    for element in 0..<elementCount {
      let start = element / channels * area
      for (index, value) in gradient(image: image, element: element).enumerated() {
        fields[start + index % area] += Double(abs(value))
      }
    }
    return fields
  }
}
