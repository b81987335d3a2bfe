import Framework

/// Normalisation of each token, the numbers of all channels at one pixel:
/// y = (x − mean) / √(variance + ε) · scale + shift.
///
/// Source: Ba et al. 2016; scale and shift come from outside (Perez et al. 2018, 'FiLM').
struct LayerNorm: Sendable {
  let epsilon: Float
  let engine: NetworkEngine

  /// - Parameter scale, shift: one number for each channel.
  func callAsFunction(_ input: FeatureMap, scale: [Float], shift: [Float]) -> FeatureMap {
    precondition(input.border == 0)
    precondition(scale.count == input.channels && shift.count == input.channels)
    let result = input.like()
    defer {
      input.keepAlive()
      result.keepAlive()
    }
    let parts = blocks(of: input.area, limit: 64, multiple: 16)
    engine.pool.forEach(input.count * parts.count) { item in
      let part = parts[item % parts.count]
      let image = item / parts.count
      engine.kernels.normaliseColumns(
        rows: input.channels, columns: part.count, x: input.plane(image, 0) + part.lowerBound,
        y: result.plane(image, 0) + part.lowerBound, stride: input.area, epsilon: epsilon,
        scale: scale, shift: shift)
    }
    return result
  }
}
