import Framework

/// Batch normalisation as it is after training: y = (x − mean) / √(variance + ε) · weight + bias, with
/// stored numbers for each channel.
///
/// Source: Ioffe & Szegedy 2015.
struct BatchNorm: Sendable {
  let mean: [Float]
  let scale: [Float]
  let bias: [Float]
  let engine: NetworkEngine

  init(
    mean: [Float], variance: [Float], weight: [Float], bias: [Float], epsilon: Double = 1e-5,
    engine: NetworkEngine
  ) {
    self.mean = mean
    self.bias = bias
    self.engine = engine
    scale = zip(variance, weight).map {
      Float(Double($1) / (Double($0) + epsilon).squareRoot())
    }
  }

  func callAsFunction(_ input: FeatureMap) -> FeatureMap {
    precondition(input.channels == scale.count)
    return engine.remade(input) { plane in
      engine.kernels.scaleAndShift(
        rows: input.height, columns: input.width, x: plane.from, xStride: plane.fromStride,
        centre: mean[plane.channel], scale: scale[plane.channel], shift: bias[plane.channel],
        activates: false, y: plane.to, yStride: plane.toStride)
    }
  }
}
