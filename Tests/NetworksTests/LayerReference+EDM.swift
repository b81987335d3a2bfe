import Foundation

@testable import LocusNetworks

/// What EDM's networks are made of, as plain loops in Double over tensors by their names.
extension LayerReference {
  /// Every second place of the map filtered by f fᵀ / (Σ f)², with zeros outside.
  func filteredDown(_ taps: [Int]) -> LayerReference {
    let padding = (taps.count - 1) / 2
    let total = Double(taps.reduce(0, +))
    return made(height: height / 2, width: width / 2) { n, c, y, x in
      var sum = 0.0
      for (i, first) in taps.enumerated() {
        for (j, second) in taps.enumerated() {
          sum +=
            Double(first * second) / (total * total)
            * self[n, c, 2 * y + i - padding, 2 * x + j - padding]
        }
      }
      return sum
    }
  }

  /// Every pixel spread over the places that 4 f fᵀ / (Σ f)² reaches from it.
  func filteredUp(_ taps: [Int]) -> LayerReference {
    let padding = (taps.count - 1) / 2
    let total = Double(taps.reduce(0, +))
    var result = LayerReference(
      count: count, channels: channels, height: 2 * height, width: 2 * width)
    for n in 0..<count {
      for c in 0..<channels {
        for y in 0..<height {
          for x in 0..<width {
            for (i, first) in taps.enumerated() {
              for (j, second) in taps.enumerated() {
                let (row, column) = (2 * y + i - padding, 2 * x + j - padding)
                guard row >= 0, column >= 0, row < 2 * height, column < 2 * width else { continue }
                result[n, c, row, column] +=
                  4 * Double(first * second) / (total * total) * self[n, c, y, x]
              }
            }
          }
        }
      }
    }
    return result
  }

  /// softmax(qᵀ k / √d) v, where channel 3 d · head + 3 c + j of the map is channel c of a head's
  /// query (j = 0), key (1) or value (2).
  func attended(heads: Int) -> LayerReference {
    let size = channels / 3 / heads
    var result = LayerReference(
      count: count, channels: channels / 3, height: height, width: width)
    func value(_ n: Int, _ head: Int, _ c: Int, _ part: Int, _ p: Int) -> Double {
      self[n, 3 * size * head + 3 * c + part, p / width, p % width]
    }
    for n in 0..<count {
      for head in 0..<heads {
        for q in 0..<height * width {
          let scores = (0..<height * width).map { p in
            (0..<size).reduce(0.0) { $0 + value(n, head, $1, 0, q) * value(n, head, $1, 1, p) }
              / Double(size).squareRoot()
          }
          let largest = scores.max() ?? 0
          let shares = scores.map { exp($0 - largest) }
          let total = shares.reduce(0, +)
          for c in 0..<size {
            let sum = shares.indices.reduce(0.0) { $0 + shares[$1] * value(n, head, c, 2, $1) }
            result[n, size * head + c, q / width, q % width] = sum / total
          }
        }
      }
    }
    return result
  }

  /// A block of the kind, given its tensors, its filter and the embedding.
  func block(
    _ tensors: [String: NetworkFixture.Tensor], embedding: [Float], _ form: EDMUNet.Form,
    _ change: EDMBlock.Change, taps: [Int], heads: Int?
  ) -> LayerReference {
    func layer(_ name: String) -> (weight: [Float], bias: [Float], shape: [Int]) {
      let weight = tensors["\(name).weight"]!
      return (weight.values, tensors["\(name).bias"]!.values, weight.shape)
    }
    func norm(_ name: String, _ x: LayerReference) -> LayerReference {
      let (weight, bias, _) = layer(name)
      return x.normalised(
        groups: min(32, x.channels / 4), epsilon: form == .song ? 1e-6 : 1e-5, weight, bias)
    }
    func convolution(_ name: String, _ x: LayerReference) -> LayerReference {
      let (weight, bias, shape) = layer(name)
      return x.convolved(
        .init(
          inputs: shape[1], outputs: shape[0], side: shape[2], padding: shape[2] / 2), weight, bias)
    }
    func resampled(_ x: LayerReference) -> LayerReference {
      switch change {
      case .none: x
      case .down: x.filteredDown(taps)
      case .up: x.filteredUp(taps)
      }
    }
    func silu(_ x: Double) -> Double { x / (1 + exp(-x)) }

    let (weight, bias, shape) = layer("affine")
    let terms = (0..<shape[0]).map { row in
      (0..<shape[1]).reduce(Double(bias[row])) {
        $0 + Double(weight[row * shape[1] + $1]) * Double(embedding[$1])
      }
    }
    var h = convolution("conv0", resampled(norm("norm0", self).mapped(silu)))
    if form == .song {
      h = norm("norm1", h.made { n, c, y, x in h[n, c, y, x] + terms[c] })
    } else {
      let normal = norm("norm1", h)
      h = h.made { n, c, y, x in
        normal[n, c, y, x] * (terms[c] + 1) + terms[h.channels + c]
      }
    }
    let factor = form == .song ? 0.5.squareRoot() : 1
    var other = resampled(self)
    if tensors["skip.weight"] != nil { other = convolution("skip", other) }
    let second = convolution("conv1", h.mapped(silu))
    let sum = second.made { n, c, y, x in (second[n, c, y, x] + other[n, c, y, x]) * factor }
    guard let heads else { return sum }
    let projected = convolution(
      "proj", convolution("qkv", norm("norm2", sum)).attended(heads: heads))
    return sum.made { n, c, y, x in (projected[n, c, y, x] + sum[n, c, y, x]) * factor }
  }
}
