import Framework
import TestSupport

@testable import LocusNetworks

/// Layers as plain loops in Double.
struct LayerReference {
  var count: Int
  var channels: Int
  var height: Int
  var width: Int
  var values: [Double]

  init(count: Int, channels: Int, height: Int, width: Int) {
    (self.count, self.channels, self.height, self.width) = (count, channels, height, width)
    values = [Double](repeating: 0, count: count * channels * height * width)
  }

  init(random count: Int, _ channels: Int, _ height: Int, _ width: Int, seed: UInt64) {
    self.init(count: count, channels: channels, height: height, width: width)
    var random = TestRandom(seed: seed)
    for index in values.indices { values[index] = Double(Float(random.symmetric())) }
  }

  var map: FeatureMap {
    FeatureMap(
      ImageBatch(
        shape: ImageShape(channels: channels, height: height, width: width),
        values: values.map { Float($0) }), scaledBy: 1)
  }

  /// Zero outside the image.
  subscript(n: Int, c: Int, y: Int, x: Int) -> Double {
    get {
      guard y >= 0, x >= 0, y < height, x < width else { return 0 }
      return values[((n * channels + c) * height + y) * width + x]
    }
    set { values[((n * channels + c) * height + y) * width + x] = newValue }
  }

  func made(
    channels: Int? = nil, height: Int? = nil, width: Int? = nil,
    _ body: (_ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Double
  ) -> LayerReference {
    var result = LayerReference(
      count: count, channels: channels ?? self.channels, height: height ?? self.height,
      width: width ?? self.width)
    for n in 0..<count {
      for c in 0..<result.channels {
        for y in 0..<result.height {
          for x in 0..<result.width { result[n, c, y, x] = body(n, c, y, x) }
        }
      }
    }
    return result
  }

  func convolved(
    _ geometry: Convolution.Geometry, _ weights: [Float], _ bias: [Float],
    _ mode: PaddingMode = .zeros
  ) -> LayerReference {
    let side = geometry.side
    func wrapped(_ place: Int, _ size: Int) -> Int {
      mode == .zeros ? place : ((place % size) + size) % size
    }
    return made(
      channels: geometry.outputs, height: geometry.outputSize(height),
      width: geometry.outputSize(width)
    ) { n, o, y, x in
      var sum = Double(bias[o])
      for i in 0..<channels {
        for ky in 0..<side {
          for kx in 0..<side {
            let weight = Double(weights[((o * channels + i) * side + ky) * side + kx])
            sum +=
              weight
              * self[
                n, i, wrapped(geometry.stride * y + ky - geometry.padding, height),
                wrapped(geometry.stride * x + kx - geometry.padding, width)]
          }
        }
      }
      return sum
    }
  }

  func normalised(
    groups: Int, epsilon: Double, _ weight: [Float], _ bias: [Float]
  ) -> LayerReference {
    let size = channels / groups * height * width
    var result = self
    for start in stride(from: 0, to: values.count, by: size) {
      let part = values[start..<start + size]
      let mean = part.reduce(0, +) / Double(size)
      let variance = part.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
      for index in part.indices {
        let channel = index / (height * width) % channels
        result.values[index] =
          (values[index] - mean) / (variance + epsilon).squareRoot() * Double(weight[channel])
          + Double(bias[channel])
      }
    }
    return result
  }

  func mapped(_ transform: (Double) -> Double) -> LayerReference {
    var result = self
    result.values = values.map(transform)
    return result
  }

  /// The largest difference from a map, border left out.
  func gap(_ other: FeatureMap) -> Double {
    guard other.count == count, other.channels == channels, other.height == height,
      other.width == width
    else { return .infinity }
    var worst = 0.0
    for n in 0..<count {
      for c in 0..<channels {
        let plane = other.plane(n, c)
        for y in 0..<height {
          for x in 0..<width {
            let gap = abs(Double(plane[y * other.rowStride + x]) - self[n, c, y, x])
            if gap > worst || gap.isNaN { worst = gap }
          }
        }
      }
    }
    return worst
  }
}

/// The sum of the magnitudes in the border of a map, which must be zero.
func borderSum(_ map: FeatureMap) -> Float {
  let stride = map.rowStride
  var sum: Float = 0
  for n in 0..<map.count {
    for c in 0..<map.channels {
      let corner = map.plane(n, c) - map.border * (stride + 1)
      for place in 0..<map.planeStride {
        let (y, x) = (place / stride - map.border, place % stride - map.border)
        if y < 0 || x < 0 || y >= map.height || x >= map.width { sum += abs(corner[place]) }
      }
    }
  }
  return sum
}
