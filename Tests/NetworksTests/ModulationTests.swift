import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// Parts of layers that several architectures share.
struct ModulationTests {
  /// y · (1 + scale) + shift after the normalisation, the scales first.
  @Test func modulatesANormalisedMap() {
    let x = LayerReference(random: 2, 8, 5, 6, seed: 41)
    let weight = Matrix<Float>.random(1, 8, seed: 42).values
    let bias = Matrix<Float>.random(1, 8, seed: 43).values
    let terms = Matrix<Float>.random(1, 16, seed: 44).values
    let normal = x.normalised(groups: 4, epsilon: 1e-5, weight, bias)
    let expected = x.made { n, c, y, x in
      LayerTests.silu(normal[n, c, y, x] * (1 + Double(terms[c])) + Double(terms[8 + c]))
    }
    for engine in LayerTests.engines() {
      let norm = GroupNorm(groups: 4, epsilon: 1e-5, weight: weight, bias: bias, engine: engine)
      let result = norm(x.map, modulatedBy: Modulation(terms), activates: true, border: 1)
      #expect(expected.gap(result) < 1e-5 && borderSum(result) == 0)
    }
  }

  /// (a + b) · factor, alone and behind a convolution.
  @Test func sumsAreMultiplied() {
    let (a, b) = (
      LayerReference(random: 3, 5, 9, 7, seed: 45), LayerReference(random: 3, 5, 9, 7, seed: 46)
    )
    let weights = Matrix<Float>.random(5, 5, seed: 47).values
    let bias = Matrix<Float>.random(1, 5, seed: 48).values
    let mixed = a.convolved(.pointwise(inputs: 5, outputs: 5), weights, bias)
    for engine in LayerTests.engines() {
      let sum = engine.sum(a.map, b.map, factor: 0.25)
      #expect(a.made { n, c, y, x in (a[n, c, y, x] + b[n, c, y, x]) / 4 }.gap(sum) < 1e-6)
      let layer = Convolution(
        .pointwise(inputs: 5, outputs: 5), weights: weights, bias: bias, engine: engine)
      let result = layer(a.map, residual: b.map, factor: -2, activates: true)
      let expected = a.made { n, c, y, x in
        LayerTests.silu(-2 * (mixed[n, c, y, x] + b[n, c, y, x]))
      }
      #expect(expected.gap(result) < 1e-5)
    }
  }

  /// Two heads of three channels; letters name the head, digits the channel.
  @Test func ordersOfQueriesKeysAndValues() {
    let files: [(AttentionOrder, String)] = [
      (.planar, "qa0 qa1 qa2 qb0 qb1 qb2 ka0 ka1 ka2 kb0 kb1 kb2 va0 va1 va2 vb0 vb1 vb2"),
      (.byHead, "qa0 qa1 qa2 ka0 ka1 ka2 va0 va1 va2 qb0 qb1 qb2 kb0 kb1 kb2 vb0 vb1 vb2"),
      (.interleaved, "qa0 ka0 va0 qa1 ka1 va1 qa2 ka2 va2 qb0 kb0 vb0 qb1 kb1 vb1 qb2 kb2 vb2"),
    ]
    for (order, text) in files {
      let rows = text.split(separator: " ")
      #expect(
        order.rows(heads: 2, size: 3).map { rows[$0] }
          == files[0].1.split(separator: " "), "\(order)")
    }
  }
}
