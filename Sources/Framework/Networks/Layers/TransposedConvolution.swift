import Framework

/// A transposed convolution with kernels of 2×2 and stride 2, which makes four pixels of each:
/// y[o, 2r + p, 2c + q] = bias[o] + Σ_i w[i, o, p, q] · x[i, r, c].
struct TransposedConvolution: Sendable {
  /// Mixes the channels of each pixel into 4 · outputs, those for p, q at place (2p + q) · outputs.
  private let products: Convolution

  /// - Parameters:
  ///   - weights: [inputs, outputs, 2, 2]; anything else makes a layer that may not be called.
  ///   - bias: one for each output.
  init(inputs: Int, outputs: Int, weights: [Float], bias: [Float], engine: NetworkEngine) {
    var turned: [Float] = []
    if weights.count == 4 * inputs * outputs {
      turned = [Float](repeating: 0, count: weights.count)
      for input in 0..<inputs {
        for output in 0..<outputs {
          for place in 0..<4 {
            turned[(place * outputs + output) * inputs + input] =
              weights[(input * outputs + output) * 4 + place]
          }
        }
      }
    }
    products = Convolution(
      .pointwise(inputs: inputs, outputs: 4 * outputs), weights: turned,
      bias: (0..<4).flatMap { _ in bias }, engine: engine)
  }

  func callAsFunction(_ input: FeatureMap) -> FeatureMap {
    products.engine.channelsToPixels(products(input), side: 2)
  }
}
