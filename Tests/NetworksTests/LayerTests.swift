import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// Layers against loops in Double, on every instruction set.
struct LayerTests {
  static func engines() -> [NetworkEngine] {
    KernelTable.available.map { NetworkEngine(table: $0, pool: WorkPool(threads: 2)) }
  }

  static func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }

  struct Case: CustomTestStringConvertible {
    let count: Int
    let size: (Int, Int)
    let geometry: Convolution.Geometry
    var testDescription: String { "\(count)×\(size) \(geometry)" }
  }

  /// Widths of every kind: whole panels, parts of one, odd; depths of one slice and of several.
  static let cases = [
    Case(count: 1, size: (4, 32), geometry: .init(inputs: 3, outputs: 14)),
    Case(count: 2, size: (5, 4), geometry: .init(inputs: 3, outputs: 5)),
    Case(count: 3, size: (7, 7), geometry: .init(inputs: 50, outputs: 13)),
    Case(count: 9, size: (4, 4), geometry: .init(inputs: 44, outputs: 30)),
    Case(count: 2, size: (14, 28), geometry: .init(inputs: 4, outputs: 3)),
    Case(count: 1, size: (1, 1), geometry: .init(inputs: 2, outputs: 2)),
    Case(count: 1, size: (3, 40), geometry: .init(inputs: 2, outputs: 200)),
    Case(count: 2, size: (8, 8), geometry: .init(inputs: 3, outputs: 4, stride: 2)),
    Case(count: 2, size: (8, 6), geometry: .init(inputs: 3, outputs: 4, stride: 2, padding: 0)),
    Case(count: 3, size: (5, 6), geometry: .pointwise(inputs: 7, outputs: 9)),
    Case(count: 1, size: (16, 16), geometry: .pointwise(inputs: 400, outputs: 3)),
  ]

  @Test(arguments: cases) func convolution(_ test: Case) {
    let geometry = test.geometry
    let input = LayerReference(
      random: test.count, geometry.inputs, test.size.0, test.size.1, seed: 1)
    let weights = Matrix<Float>.random(geometry.outputs, geometry.depth, seed: 2).values
    let bias = Matrix<Float>.random(1, geometry.outputs, seed: 3).values
    let shift = Matrix<Float>.random(1, geometry.outputs, seed: 4).values
    let plain = input.convolved(geometry, weights, bias)
    let residual = LayerReference(
      random: test.count, geometry.outputs, plain.height, plain.width, seed: 5)
    let full = plain.made { n, c, y, x in
      Self.silu(plain[n, c, y, x] + Double(shift[c]) + residual[n, c, y, x])
    }
    // Products of numbers below 1, rounded to Float and summed up in slices.
    let bound = Double(geometry.depth + 20) * 0x1p-23
    for engine in Self.engines() {
      let layer = Convolution(geometry, weights: weights, bias: bias, engine: engine)
      let map = geometry.side == 1 ? input.map : engine.bordered(input.map)
      #expect(plain.gap(layer(map)) < bound)
      let result = layer(
        map, adding: shift, residual: residual.map, activates: true, border: 1)
      #expect(full.gap(result) < 2 * bound)
      #expect(borderSum(result) == 0)
    }
  }

  @Test func groupNorm() {
    for (count, channels, groups, height, width) in [
      (2, 6, 3, 4, 5), (1, 32, 32, 1, 1), (1, 64, 32, 8, 8), (3, 4, 1, 17, 33),
    ] {
      var input = LayerReference(random: count, channels, height, width, seed: 6)
      input = input.mapped { Double(Float($0 * 3 + 100)) }
      let weight = Matrix<Float>.random(1, channels, seed: 7).values
      let bias = Matrix<Float>.random(1, channels, seed: 8).values
      let expected = input.normalised(groups: groups, epsilon: 1e-5, weight, bias)
      for engine in Self.engines() {
        let norm = GroupNorm(
          groups: groups, epsilon: 1e-5, weight: weight, bias: bias, engine: engine)
        // The mean of 100 is rounded to Float before it is taken off.
        #expect(expected.gap(norm(input.map, activates: false)) < 3e-4)
        let active = norm(input.map, activates: true, border: 1)
        #expect(expected.mapped(Self.silu).gap(active) < 3e-4)
        #expect(borderSum(active) == 0)
      }
    }
  }

  @Test func resampling() {
    let input = LayerReference(random: 2, 3, 6, 10, seed: 9)
    let other = LayerReference(random: 2, 20, 6, 10, seed: 10)
    for engine in Self.engines() {
      let enlarged = engine.enlarged(input.map, border: 1)
      let double = input.made(height: 12, width: 20) { n, c, y, x in input[n, c, y / 2, x / 2] }
      #expect(double.gap(enlarged) == 0)
      #expect(borderSum(enlarged) == 0)
      let half = input.made(height: 3, width: 5) { n, c, y, x in
        let upper = input[n, c, 2 * y, 2 * x] + input[n, c, 2 * y, 2 * x + 1]
        let lower = input[n, c, 2 * y + 1, 2 * x] + input[n, c, 2 * y + 1, 2 * x + 1]
        return (upper + lower) / 4
      }
      #expect(half.gap(engine.halved(input.map)) < 1e-6)
      let joined = input.made(channels: 23) { n, c, y, x in
        c < 3 ? input[n, c, y, x] : other[n, c - 3, y, x]
      }
      let both = engine.concatenated(input.map, other.map, border: 1)
      #expect(joined.gap(both) == 0)
      #expect(borderSum(both) == 0)
      #expect(input.gap(engine.bordered(input.map)) == 0)
    }
  }

  /// Scores below 10 and in the hundreds, whose exponentials are no Floats.
  @Test(arguments: [(Float(1), 2e-5), (30, 3e-3)])
  func attention(sharpness: Float, bound: Double) {
    for heads in [1, 4] {
      let (channels, height, width) = (8, 15, 10)
      let input = LayerReference(random: 2, channels, height, width, seed: 11)
      var weights = Matrix<Float>.random(4 * channels, channels, seed: 12).values
      for index in 0..<channels * channels { weights[index] *= sharpness }
      let bias = Matrix<Float>.random(1, 4 * channels, seed: 13).values
      let ones = [Float](repeating: 1, count: channels)
      let zeros = [Float](repeating: 0, count: channels)
      let split = 3 * channels
      let mixed = input.normalised(groups: 2, epsilon: 1e-5, ones, zeros).convolved(
        .pointwise(inputs: channels, outputs: split), Array(weights[..<(split * channels)]),
        Array(bias[..<split]))
      let size = channels / heads
      var attended = input
      for n in 0..<2 {
        for head in 0..<heads {
          for q in 0..<height * width {
            func value(_ part: Int, _ c: Int, _ p: Int) -> Double {
              mixed[n, part * channels + head * size + c, p / width, p % width]
            }
            let scores = (0..<height * width).map { p -> Double in
              var product = 0.0
              for c in 0..<size { product += value(0, c, q) * value(1, c, p) }
              return product / Double(size).squareRoot()
            }
            let largest = scores.max() ?? 0
            let shares = scores.map { exp($0 - largest) }
            let total = shares.reduce(0, +)
            for c in 0..<size {
              var sum = 0.0
              for p in shares.indices { sum += shares[p] * value(2, c, p) }
              attended[n, head * size + c, q / width, q % width] = sum / total
            }
          }
        }
      }
      let projected = attended.convolved(
        .pointwise(inputs: channels, outputs: channels), Array(weights[(split * channels)...]),
        Array(bias[split...]))
      let expected = projected.made { n, c, y, x in
        projected[n, c, y, x] + input[n, c, y, x]
      }
      for engine in Self.engines() {
        let layer = Attention(
          norm: GroupNorm(groups: 2, epsilon: 1e-5, weight: ones, bias: zeros, engine: engine),
          inputs: Convolution(
            .pointwise(inputs: channels, outputs: split),
            weights: Array(weights[..<(split * channels)]), bias: Array(bias[..<split]),
            engine: engine),
          projection: Convolution(
            .pointwise(inputs: channels, outputs: channels),
            weights: Array(weights[(split * channels)...]), bias: Array(bias[split...]),
            engine: engine), heads: heads, engine: engine)
        #expect(expected.gap(layer(input.map)) < bound)
      }
    }
  }

  @Test func linearAndTime() {
    let weights = Matrix<Float>.random(5, 37, seed: 14)
    let x = Matrix<Float>.random(1, 37, seed: 15).values
    let bias = Matrix<Float>.random(1, 5, seed: 16).values
    let layer = Linear(inputs: 37, weights: weights.values, bias: bias, engine: NetworkEngine())
    for (row, value) in layer(x).enumerated() {
      let exact = zip(weights.row(row), x).reduce(Double(bias[row])) {
        $0 + Double($1.0) * Double($1.1)
      }
      #expect(abs(Double(value) - exact) < 1e-5)
    }
    let time = TimeEmbedding.sineThenCosine(321, size: 6, shift: 0)
    for j in 0..<3 {
      let angle = 321 * pow(10000, -Double(j) / 3)
      #expect(abs(Double(time[j]) - sin(angle)) < 1e-4)
      #expect(abs(Double(time[j + 3]) - cos(angle)) < 1e-4)
    }
  }
}
