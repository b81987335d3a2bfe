import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// Layers between planes against loops in Double, on every instruction set and on random sizes.
struct PlaneLayerTests {
  /// Sizes below, at and beyond the 16 lanes of the kernels.
  static let sizes = [(1, 1, 1, 1), (2, 3, 5, 4), (1, 17, 8, 16), (3, 2, 7, 33), (1, 5, 20, 18)]

  /// Kernels of every odd side, also wider than the image, whose circular border then repeats it.
  @Test(arguments: [1, 3, 5, 7], PaddingMode.allCases)
  func paddedConvolution(side: Int, mode: PaddingMode) {
    for (count, channels, height, width) in Self.sizes {
      let geometry = Convolution.Geometry.same(inputs: channels, outputs: 6, side: side)
      let input = LayerReference(random: count, channels, height, width, seed: 21)
      let weights = Matrix<Float>.random(6, geometry.depth, seed: 22).values
      let bias = Matrix<Float>.random(1, 6, seed: 23).values
      let terms = Matrix<Float>.random(1, channels, seed: 24).values
      let shifted = input.made { n, c, y, x in 2 * input[n, c, y, x] + Double(terms[c]) }
      let expected = shifted.convolved(geometry, weights, bias, mode)
      let bound = Double(geometry.depth + 20) * 3 * 0x1p-23
      for engine in LayerTests.engines() {
        let layer = PaddedConvolution(
          convolution: Convolution(geometry, weights: weights, bias: bias, engine: engine),
          mode: mode)
        let gap = expected.gap(layer(input.map, scaledBy: 2, adding: terms))
        #expect(gap < bound, "\(count)×\(channels)×\(height)×\(width)")
        #expect(shifted.convolved(geometry, weights, bias, mode).gap(layer(shifted.map)) < bound)
      }
    }
  }

  @Test func transposedConvolution() {
    for (count, channels, height, width) in Self.sizes {
      let input = LayerReference(random: count, channels, height, width, seed: 25)
      for outputs in [1, 4, 19] {
        let weights = Matrix<Float>.random(channels, 4 * outputs, seed: 26).values
        let bias = Matrix<Float>.random(1, outputs, seed: 27).values
        let expected = input.made(channels: outputs, height: 2 * height, width: 2 * width) {
          n, o, y, x in
          (0..<channels).reduce(Double(bias[o])) { sum, i in
            let weight = weights[((i * outputs + o) * 2 + y % 2) * 2 + x % 2]
            return sum + Double(weight) * input[n, i, y / 2, x / 2]
          }
        }
        for engine in LayerTests.engines() {
          let layer = TransposedConvolution(
            inputs: channels, outputs: outputs, weights: weights, bias: bias, engine: engine)
          #expect(expected.gap(layer(input.map)) < Double(channels + 20) * 0x1p-23)
        }
      }
    }
  }

  @Test func pooledLargest() {
    for (count, channels, height, width) in Self.sizes where height > 1 {
      let input = LayerReference(random: count, channels, height, width, seed: 28)
      let expected = input.made(height: height / 2, width: width / 2) { n, c, y, x in
        [(0, 0), (0, 1), (1, 0), (1, 1)].map { input[n, c, 2 * y + $0.0, 2 * x + $0.1] }.max()!
      }
      for engine in LayerTests.engines() {
        #expect(expected.gap(engine.pooledLargest(input.map)) == 0)
      }
    }
  }

  @Test func batchNorm() {
    for (count, channels, height, width) in Self.sizes {
      let input = LayerReference(random: count, channels, height, width, seed: 29)
      let mean = Matrix<Float>.random(1, channels, seed: 30).values
      let variance = Matrix<Float>.random(1, channels, seed: 31).values.map { abs($0) }
      let weight = Matrix<Float>.random(1, channels, seed: 32).values
      let bias = Matrix<Float>.random(1, channels, seed: 33).values
      func factor(_ c: Int) -> Double {
        Double(weight[c]) / (Double(variance[c]) + 1e-5).squareRoot()
      }
      let expected = input.made { n, c, y, x in
        (input[n, c, y, x] - Double(mean[c])) * factor(c) + Double(bias[c])
      }
      let bound = 1e-6 * (0..<channels).reduce(1) { max($0, abs(factor($1))) }
      for engine in LayerTests.engines() {
        let layer = BatchNorm(
          mean: mean, variance: variance, weight: weight, bias: bias, engine: engine)
        #expect(expected.gap(layer(input.map)) < bound)
      }
    }
  }

  // MARK: Activations

  static func exact(_ function: Activation, _ x: Double) -> Double {
    switch function {
    case .silu: x / (1 + exp(-x))
    case .relu: max(x, 0)
    case .mish: x * tanh(log1p(exp(min(x, 500))))
    case .gelu: x / 2 * erfc(-x / 2.0.squareRoot())
    case .hyperbolicGELU:
      x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    }
  }

  static let functions: [Activation] = [.silu, .relu, .mish, .gelu, .hyperbolicGELU]

  @Test(arguments: functions) func activations(_ function: Activation) {
    let points =
      (-4000...4000).map { Float($0) / 200 } + [-1e20, -300, -88, 0, -0.0, 88, 300, 1e20]
    for engine in LayerTests.engines() {
      for (x, y) in zip(points, engine.activated(points, function)) {
        let expected = Self.exact(function, Double(x))
        #expect(
          abs(Double(y) - expected) <= 3e-7 * max(1, abs(expected)), "\(function) of \(x): \(y)")
      }
    }
  }

  @Test(arguments: functions) func activatedMaps(_ function: Activation) {
    for (count, channels, height, width) in Self.sizes {
      let input = LayerReference(random: count, channels, height, width, seed: 34)
      let other = LayerReference(random: count, channels, height, width, seed: 35)
      let plain = input.mapped { Self.exact(function, $0) }
      let sum = plain.made { n, c, y, x in plain[n, c, y, x] + other[n, c, y, x] }
      for engine in LayerTests.engines() {
        let result = engine.activated(input.map, function, border: 2)
        #expect(plain.gap(result) < 1e-6)
        #expect(borderSum(result) == 0)
        #expect(sum.gap(engine.activated(input.map, function, adding: other.map)) < 1e-6)
      }
    }
  }
}
