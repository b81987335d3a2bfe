import Framework

/// Normalisation over groups of channels: y = (x − mean) / √(variance + ε) · weight + bias, with
/// mean and variance over the channels of a group and all pixels.
///
/// Source: Wu & He 2018. Sums are formed in Double.
struct GroupNorm: Sendable {
  let groups: Int
  let epsilon: Double
  let weight: [Float]
  let bias: [Float]
  let engine: NetworkEngine

  /// - Parameters:
  ///   - modulation: scales and shifts the normalised channels.
  ///   - activates: whether SiLU is applied at the end.
  ///   - border: of the result.
  /// - Precondition: the map has no border; the channels are a multiple of the groups.
  func callAsFunction(
    _ input: FeatureMap, modulatedBy modulation: Modulation? = nil, activates: Bool, border: Int = 0
  ) -> FeatureMap {
    precondition(input.border == 0 && input.channels == weight.count)
    let (weight, bias) = modulation?.applied(to: weight, bias) ?? (weight, bias)
    let result = input.like(border: border)
    let size = input.channels / groups
    let kernels = engine.kernels
    let scan = engine.table.scan
    defer {
      input.keepAlive()
      result.keepAlive()
    }
    // Four groups an item.
    let parts = blocks(of: groups, limit: 4)
    engine.pool.forEach(input.count * parts.count) { item in
      let image = item / parts.count
      for group in parts[item % parts.count] {
        let first = group * size
        let count = size * input.area
        let values = UnsafePointer(input.plane(image, first))
        let mean = Float(scan.sum(count: count, values) / Double(count))
        let variance = kernels.squaredDeviations(count: count, values, from: mean) / Double(count)
        let factor = 1 / (variance + epsilon).squareRoot()
        for channel in first..<first + size {
          let scale = Float(factor * Double(weight[channel]))
          kernels.scaleAndShift(
            rows: border == 0 ? 1 : input.height, columns: border == 0 ? input.area : input.width,
            x: input.plane(image, channel), xStride: input.width, centre: mean, scale: scale,
            shift: bias[channel], activates: activates, y: result.plane(image, channel),
            yStride: result.rowStride)
          result.clearBorder(image, channel, kernels)
        }
      }
    }
    return result
  }
}
