import Framework

/// Heat maps of sensitivity, [h, w, h, w]: map (y, x) says how much the answer at that pixel depends
/// on each pixel of the noisy image.
public struct SensitivityMaps: Sendable {
  /// Height and width of the images, in one channel.
  public let plane: ImageShape
  /// Heat ≥ 0, [pixel, pixel].
  let heat: [Float]

  /// - Precondition: `heat` holds a map for each pixel.
  public init(height: Int, width: Int, heat: [Float]) {
    plane = ImageShape(channels: 1, height: height, width: width)
    precondition(heat.count == plane.count * plane.count, "a map for each pixel")
    self.heat = heat
  }

  /// |W| of the Wiener filter at a noise level, added up over the channels on both sides: maps that
  /// need no network, only the data. A pixel that is constant in the data has no heat.
  public init(of spectrum: Spectrum, shape: ImageShape, at level: NoiseLevel) {
    let filter = spectrum.wienerMatrix(at: level)
    let size = shape.area
    var sums = [Double](repeating: 0, count: size * size)
    for row in 0..<filter.rows {
      for (column, value) in filter.row(row).enumerated() {
        sums[row % size * size + column % size] += abs(value)
      }
    }
    // What is left of a constant pixel's map is rounding.
    let totals = (0..<size).map { sums[$0 * size..<($0 + 1) * size].reduce(0, +) }
    let least = 1e-12 * (totals.max() ?? 0)
    for pixel in 0..<size where totals[pixel] <= least {
      for index in pixel * size..<(pixel + 1) * size { sums[index] = 0 }
    }
    self.init(height: shape.height, width: shape.width, heat: sums.map { Float($0) })
  }

  /// For each pixel the smallest set of pixels, the most sensitive first, that holds `share` of the
  /// map's heat; none where there is no heat.
  ///
  /// As in the release: the heat is normalised to Float, accumulated in Float from the least up, and
  /// a pixel is in when the running sum has reached 1 − share.
  public func masks(share: Double) -> PixelMasks {
    var masks = PixelMasks(empty: plane)
    let least = Float(1 - share)
    for pixel in 0..<plane.count {
      let map = heat[pixel * plane.count..<(pixel + 1) * plane.count]
      let total = map.reduce(0.0) { $0 + Double($1) }
      guard total > 0 else { continue }
      let parts = map.map { Float(Double($0) / total) }
      var sum: Float = 0
      for other in parts.indices.sorted(by: { (parts[$0], $0) < (parts[$1], $1) }) {
        sum += parts[other]
        if sum >= least { masks[pixel, other] = true }
      }
    }
    return masks
  }
}
