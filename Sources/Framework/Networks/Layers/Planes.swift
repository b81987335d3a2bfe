import Framework

/// One plane of a map on its way into another.
struct PlaneStep {
  let image: Int
  let channel: Int
  let from: UnsafePointer<Float>
  let fromStride: Int
  let to: UnsafeMutablePointer<Float>
  let toStride: Int
}

extension NetworkEngine {
  /// A map whose planes are made from those of another.
  ///
  /// - Parameters:
  ///   - height, width: of the result; nil for those of `input`.
  ///   - border: of the result, in which `mode` says what stands.
  ///   - body: writes one plane inside its border.
  func remade(
    _ input: FeatureMap, height: Int? = nil, width: Int? = nil, border: Int = 0,
    mode: PaddingMode = .zeros, _ body: @Sendable (PlaneStep) -> Void
  ) -> FeatureMap {
    let result = FeatureMap(
      count: input.count, channels: input.channels, height: height ?? input.height,
      width: width ?? input.width, border: border)
    defer {
      input.keepAlive()
      result.keepAlive()
    }
    let parts = blocks(of: input.channels, limit: 16)
    pool.forEach(input.count * parts.count) { item in
      let image = item / parts.count
      for channel in parts[item % parts.count] {
        body(
          PlaneStep(
            image: image, channel: channel, from: UnsafePointer(input.plane(image, channel)),
            fromStride: input.rowStride, to: result.plane(image, channel),
            toStride: result.rowStride))
        result.fillBorder(mode, image, channel, kernels)
      }
    }
    return result
  }

  /// factor · x + terms, one term for each channel, with a border.
  func shifted(
    _ input: FeatureMap, scaledBy factor: Float = 1, by terms: [Float]?, border: Int,
    mode: PaddingMode = .zeros
  ) -> FeatureMap {
    precondition(terms == nil || terms?.count == input.channels)
    return remade(input, border: border, mode: mode) { plane in
      kernels.scaleAndShift(
        rows: input.height, columns: input.width, x: plane.from, xStride: plane.fromStride,
        centre: 0, scale: factor, shift: terms?[plane.channel] ?? 0, activates: false, y: plane.to,
        yStride: plane.toStride)
    }
  }

  /// x + factors · y, one factor for each channel; both maps are without border.
  func sum(_ x: FeatureMap, _ y: FeatureMap, scaledBy factors: [Float]) -> FeatureMap {
    precondition(x.border == 0 && y.border == 0 && factors.count == x.channels)
    precondition(x.channels == y.channels && x.area == y.area && x.count == y.count)
    defer { y.keepAlive() }
    return remade(x) { plane in
      plane.to.update(from: plane.from, count: x.area)
      table.float.addScaled(
        count: x.area, by: factors[plane.channel],
        UnsafePointer(y.plane(plane.image, plane.channel)), to: plane.to)
    }
  }

  /// The largest of each 2×2 pixels; a last odd row or column is left out.
  func pooledLargest(_ input: FeatureMap) -> FeatureMap {
    let (height, width) = (input.height / 2, input.width / 2)
    return remade(input, height: height, width: width) { plane in
      kernels.poolLargest(
        rows: height, columns: width, x: plane.from, xStride: plane.fromStride, y: plane.to,
        yStride: plane.toStride)
    }
  }

  /// Channels become pixels: channel (p · side + q) · outputs + o of pixel [y, x] goes to pixel
  /// [side · y + p, side · x + q] of channel o.
  func channelsToPixels(_ input: FeatureMap, side: Int) -> FeatureMap {
    let outputs = input.channels / (side * side)
    precondition(outputs * side * side == input.channels)
    let result = FeatureMap(
      count: input.count, channels: outputs, height: side * input.height,
      width: side * input.width)
    defer {
      input.keepAlive()
      result.keepAlive()
    }
    let parts = blocks(of: outputs, limit: 16)
    pool.forEach(input.count * parts.count) { item in
      let image = item / parts.count
      for output in parts[item % parts.count] {
        for place in 0..<side * side {
          kernels.spread(
            step: side, rows: input.height, columns: input.width,
            x: input.plane(image, place * outputs + output), xStride: input.rowStride,
            y: result.plane(image, output) + place / side * result.rowStride + place % side,
            yStride: result.rowStride)
        }
      }
    }
    return result
  }
}

extension FeatureMap {
  /// A vector as the channels of one pixel.
  convenience init(vector: [Float]) {
    self.init(count: 1, channels: vector.count, height: 1, width: 1)
    vector.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      base.update(from: first, count: vector.count)
    }
  }
}
