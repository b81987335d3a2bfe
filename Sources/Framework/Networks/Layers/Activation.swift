import Framework

/// A function between the layers of a network, by its number in the kernels.
enum Activation: Int {
  /// x · sigmoid(x), also called swish.
  case silu
  /// max(x, 0).
  case relu
  /// x · tanh(ln(1 + eˣ)) (Misra 2019).
  case mish
  /// x · Φ(x), with the distribution function of the normal distribution (Hendrycks & Gimpel 2016).
  case gelu
  /// The GELU with Φ approximated by tanh.
  case hyperbolicGELU
}

extension NetworkEngine {
  /// f(x), or addend + f(x).
  ///
  /// - Parameter addend: without border, or nil.
  func activated(
    _ input: FeatureMap, _ function: Activation, adding addend: FeatureMap? = nil, border: Int = 0
  ) -> FeatureMap {
    precondition(addend == nil || addend?.border == 0 && addend?.channels == input.channels)
    defer { addend?.keepAlive() }
    return remade(input, border: border) { plane in
      kernels.activate(
        function: function.rawValue, rows: input.height, columns: input.width, x: plane.from,
        xStride: plane.fromStride,
        addend: addend.map { UnsafePointer($0.plane(plane.image, plane.channel)) },
        addendStride: input.width, y: plane.to, yStride: plane.toStride)
    }
  }

  /// f of a vector.
  func activated(_ x: [Float], _ function: Activation) -> [Float] {
    // As ever, with the library's exponential.
    if function == .silu { return Linear.silu(x) }
    return [Float](unsafeUninitializedCapacity: x.count) { buffer, count in
      count = x.count
      guard let target = buffer.baseAddress else { return }
      kernels.activate(
        function: function.rawValue, rows: 1, columns: x.count, x: x, xStride: x.count,
        addend: nil, addendStride: 0, y: target, yStride: x.count)
    }
  }
}
