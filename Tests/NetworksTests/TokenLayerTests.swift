import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// Layers of transformers against loops in Double, on every instruction set.
struct TokenLayerTests {
  /// Numbers that are far from zero, whose mean is taken off before squares are summed.
  @Test(arguments: [(2, 48, 4, 5), (1, 1, 3, 3), (1, 100, 1, 1), (1, 33, 13, 20)])
  func layerNorm(count: Int, channels: Int, height: Int, width: Int) {
    var input = LayerReference(random: count, channels, height, width, seed: 41)
    input = input.mapped { Double(Float($0 * 3 + 10)) }
    let scale = Matrix<Float>.random(1, channels, seed: 42).values
    let shift = Matrix<Float>.random(1, channels, seed: 43).values
    let expected = input.made { n, c, y, x in
      let token = (0..<channels).map { input[n, $0, y, x] }
      let mean = token.reduce(0, +) / Double(channels)
      let variance = token.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
      return (input[n, c, y, x] - mean) / (variance + 1e-6).squareRoot() * Double(scale[c])
        + Double(shift[c])
    }
    for engine in LayerTests.engines() {
      let layer = LayerNorm(epsilon: 1e-6, engine: engine)
      #expect(expected.gap(layer(input.map, scale: scale, shift: shift)) < 2e-5)
    }
  }

  /// An image cut into patches, and pixels made of channels: each the other's way back.
  @Test(arguments: [1, 2, 3, 4]) func patchesAndPixels(side: Int) {
    let input = LayerReference(random: 2, 3, 3 * side, 5 * side, seed: 44)
    let depth = 3 * side * side
    // Channel (p · side + q) · 3 + c of a patch is its pixel [p, q] in channel c.
    var weights = [Float](repeating: 0, count: depth * depth)
    for place in 0..<side * side {
      for c in 0..<3 { weights[(place * 3 + c) * depth + c * side * side + place] = 1 }
    }
    let zeros = [Float](repeating: 0, count: depth)
    for engine in LayerTests.engines() {
      let patches = Convolution(
        .patches(inputs: 3, outputs: depth, side: side), weights: weights, bias: zeros,
        engine: engine)
      let tokens = patches(input.map)
      #expect(tokens.height == 3 && tokens.width == 5)
      #expect(input.gap(engine.channelsToPixels(tokens, side: side)) == 0)
    }
  }

  @Test func sumsScaledByChannel() {
    for (count, channels, height, width) in PlaneLayerTests.sizes {
      let first = LayerReference(random: count, channels, height, width, seed: 45)
      let second = LayerReference(random: count, channels, height, width, seed: 46)
      let factors = Matrix<Float>.random(1, channels, seed: 47).values
      let expected = first.made { n, c, y, x in
        first[n, c, y, x] + Double(factors[c]) * second[n, c, y, x]
      }
      for engine in LayerTests.engines() {
        #expect(expected.gap(engine.sum(first.map, second.map, scaledBy: factors)) < 1e-6)
      }
    }
  }
}
