import Framework

/// Halves height and width: a convolution with a stride of two, or means over 2×2 pixels.
struct Downsampling: UNetLayer {
  let convolution: Convolution?
  let engine: NetworkEngine

  func apply(to state: inout UNetState) {
    state.map = convolution?(engine.bordered(state.map)) ?? engine.halved(state.map)
  }
}

/// Doubles height and width, every pixel four times, perhaps with a convolution after it.
struct Upsampling: UNetLayer {
  let convolution: Convolution?
  let engine: NetworkEngine

  func apply(to state: inout UNetState) {
    state.map =
      convolution.map { $0(engine.enlarged(state.map, border: 1)) } ?? engine.enlarged(state.map)
  }
}

extension Attention: UNetLayer {
  func apply(to state: inout UNetState) { state.map = self(state.map) }
}

extension WeightReader {
  /// - Parameter padding: pixels before the image; nil for means, which have no weights.
  func downsampling(_ name: String, _ channels: Int, padding: Int?) -> Downsampling {
    Downsampling(
      convolution: padding.map {
        convolution(
          name, .init(inputs: channels, outputs: channels, stride: 2, padding: $0))
      }, engine: engine)
  }

  func upsampling(_ name: String, _ channels: Int, hasConvolution: Bool = true) -> Upsampling {
    Upsampling(
      convolution: hasConvolution
        ? convolution(name, .init(inputs: channels, outputs: channels)) : nil, engine: engine)
  }
}
