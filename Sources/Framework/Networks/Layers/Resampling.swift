import Framework

/// The filter by which the sides of a map are halved or doubled, in both directions.
enum ResamplingFilter: CaseIterable, Sendable {
  /// [1, 1]: means over 2×2 pixels, and every pixel four times.
  case box
  /// [1, 3, 3, 1], with zeros outside the map.
  case binomial

  var taps: [Int] { self == .box ? [1, 1] : [1, 3, 3, 1] }

  /// How far outside a map the filter looks, so the border that saves a copy.
  var reach: Int { self == .box ? 0 : 1 }
}

/// Layers without weights.
extension NetworkEngine {
  /// The map with a border of zeros.
  func bordered(_ input: FeatureMap) -> FeatureMap {
    remade(input, border: 1) {
      kernels.copyPlane(
        rows: input.height, columns: input.width, x: $0.from, xStride: $0.fromStride, y: $0.to,
        yStride: $0.toStride)
    }
  }

  /// Every pixel four times (nearest neighbour, ×2).
  func enlarged(_ input: FeatureMap, border: Int = 0) -> FeatureMap {
    remade(input, height: 2 * input.height, width: 2 * input.width, border: border) {
      kernels.enlarge(
        rows: input.height, columns: input.width, x: $0.from, xStride: $0.fromStride, y: $0.to,
        yStride: $0.toStride)
    }
  }

  /// Means over 2×2 pixels; a last odd row or column is left out.
  func halved(_ input: FeatureMap, border: Int = 0) -> FeatureMap {
    let (height, width) = (input.height / 2, input.width / 2)
    return remade(input, height: height, width: width, border: border) {
      kernels.halve(
        rows: height, columns: width, x: $0.from, xStride: $0.fromStride, y: $0.to,
        yStride: $0.toStride)
    }
  }

  /// Half as many rows and columns.
  func halved(
    _ input: FeatureMap, by filter: ResamplingFilter, border: Int = 0
  ) -> FeatureMap {
    guard filter == .binomial else { return halved(input, border: border) }
    let from = input.border == 0 ? bordered(input) : input
    let (height, width) = (input.height / 2, input.width / 2)
    return remade(from, height: height, width: width, border: border) {
      kernels.halveFiltered(
        rows: height, columns: width, x: $0.from, xStride: $0.fromStride, y: $0.to,
        yStride: $0.toStride)
    }
  }

  /// Twice as many rows and columns.
  func enlarged(
    _ input: FeatureMap, by filter: ResamplingFilter, border: Int = 0
  ) -> FeatureMap {
    guard filter == .binomial else { return enlarged(input, border: border) }
    let from = input.border == 0 ? bordered(input) : input
    return remade(from, height: 2 * input.height, width: 2 * input.width, border: border) {
      kernels.enlargeFiltered(
        rows: from.height, columns: from.width, x: $0.from, xStride: $0.fromStride, y: $0.to,
        yStride: $0.toStride)
    }
  }

  /// factor · (first + second), for maps without border.
  func sum(_ first: FeatureMap, _ second: FeatureMap, factor: Float) -> FeatureMap {
    precondition(first.border == 0 && second.border == 0 && first.area == second.area)
    let result = first.like()
    defer {
      first.keepAlive()
      second.keepAlive()
      result.keepAlive()
    }
    let parts = blocks(of: first.count * first.imageStride, limit: 1 << 14)
    pool.forEach(parts.count) { item in
      let place = parts[item].lowerBound
      kernels.finish(
        rows: 1, columns: parts[item].count, block: first.base + place, stride: 0, bias: [0],
        residual: second.base + place, residualPlane: 0, factor: factor, activates: false,
        result: result.base + place, resultPlane: 0)
    }
    return result
  }

  /// The channels of both maps, those of `first` first.
  func concatenated(_ first: FeatureMap, _ second: FeatureMap, border: Int = 0) -> FeatureMap {
    precondition(first.height == second.height && first.width == second.width)
    let result = first.like(channels: first.channels + second.channels, border: border)
    defer {
      first.keepAlive()
      second.keepAlive()
      result.keepAlive()
    }
    let parts = blocks(of: result.channels, limit: 16)
    pool.forEach(first.count * parts.count) { item in
      let image = item / parts.count
      for channel in parts[item % parts.count] {
        let isFirst = channel < first.channels
        let map = isFirst ? first : second
        kernels.copyPlane(
          rows: map.height, columns: map.width,
          x: map.plane(image, isFirst ? channel : channel - first.channels), xStride: map.rowStride,
          y: result.plane(image, channel), yStride: result.rowStride)
        result.clearBorder(image, channel, kernels)
      }
    }
    return result
  }
}
