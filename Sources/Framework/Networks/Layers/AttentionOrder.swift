/// How the rows of one layer that makes queries, keys and values are ordered in a file.
///
/// H heads have d channels each, C = H d; j is 0 for queries, 1 for keys, 2 for values.
enum AttentionOrder: Sendable {
  /// Row j C + head d + c: all queries, then all keys, then all values. ``Attention`` takes this one.
  case planar
  /// Row 3 head d + j d + c: each head's queries, keys and values, head after head.
  case byHead
  /// Row 3 head d + 3 c + j: query, key and value of a channel side by side.
  case interleaved

  /// The row in a file of every row of the planar order.
  func rows(heads: Int, size: Int) -> [Int] {
    (0..<3).flatMap { part in
      (0..<heads * size).map { channel in
        let (head, c) = (channel / size, channel % size)
        return switch self {
        case .planar: (part * heads + head) * size + c
        case .byHead: (3 * head + part) * size + c
        case .interleaved: 3 * (head * size + c) + part
        }
      }
    }
  }
}

extension WeightReader {
  /// How the layers of an attention are called.
  struct AttentionLayers {
    /// Nil if the map is not normalised.
    var norm: String?
    /// Queries, keys and values in one.
    var inputs: String
    var projection: String
    /// Sizes of a weight after [outputs, inputs]: none, [1] or [1, 1].
    var side: [Int] = []
  }

  /// An attention whose queries, keys and values are made by one layer.
  ///
  /// - Parameters:
  ///   - heads: divides `channels`.
  ///   - factor: of the result, the map itself added.
  func attention(
    _ layers: AttentionLayers, channels: Int, heads: Int, order: AttentionOrder, groups: Int,
    epsilon: Double, factor: Float = 1
  ) -> Attention {
    let weights = tensor("\(layers.inputs).weight", [3 * channels, channels] + layers.side)
    let bias = tensor("\(layers.inputs).bias", [3 * channels])
    let rows = order.rows(heads: heads, size: channels / heads)
    // Nothing is there to be ordered where only the header is looked at.
    let areThere = weights.count == 3 * channels * channels && bias.count == 3 * channels
    let ordered =
      areThere ? rows.flatMap { weights[$0 * channels..<($0 + 1) * channels] } : weights
    return Attention(
      norm: layers.norm.map { groupNorm($0, channels, groups: groups, epsilon: epsilon) },
      inputs: Convolution(
        .pointwise(inputs: channels, outputs: 3 * channels), weights: ordered,
        bias: areThere ? rows.map { bias[$0] } : bias, engine: engine),
      projection: Convolution(
        .pointwise(inputs: channels, outputs: channels),
        weights: tensor("\(layers.projection).weight", [channels, channels] + layers.side),
        bias: tensor("\(layers.projection).bias", [channels]), engine: engine),
      heads: heads, factor: factor, engine: engine)
  }
}
