import Framework

/// What a convolution sees beyond the edge of an image.
enum PaddingMode: String, CaseIterable {
  case zeros
  /// The image again, as if it were repeated in all directions.
  case circular
}

extension FeatureMap {
  /// Writes the border of one plane.
  func fillBorder(
    _ mode: PaddingMode, _ image: Int, _ channel: Int, _ kernels: any NetworkKernelSet.Type
  ) {
    switch mode {
    case .zeros: clearBorder(image, channel, kernels)
    case .circular:
      kernels.wrapBorder(
        rows: height, columns: width, border: border,
        plane: base + image * imageStride + channel * planeStride)
    }
  }
}

/// A convolution that gives its input the border that it needs.
struct PaddedConvolution: Sendable {
  let convolution: Convolution
  let mode: PaddingMode

  /// - Parameters:
  ///   - factor: of the input.
  ///   - terms: added to the channels of the input, before the border is made.
  func callAsFunction(
    _ input: FeatureMap, scaledBy factor: Float = 1, adding terms: [Float]? = nil
  ) -> FeatureMap {
    let geometry = convolution.geometry
    if geometry.border == 0, factor == 1, terms == nil { return convolution(input) }
    return convolution(
      convolution.engine.shifted(
        input, scaledBy: factor, by: terms, border: geometry.border, mode: mode))
  }
}
