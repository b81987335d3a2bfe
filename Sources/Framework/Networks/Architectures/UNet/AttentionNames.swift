import Framework

/// How the layers of an attention are called whose queries, keys and values are made by three.
struct AttentionNames {
  /// Nil if the map is not normalised.
  let norm: String?
  let query: String
  let key: String
  let value: String
  let projection: String
  /// Whether the weights are [channels, channels, 1, 1] rather than [channels, channels].
  var areConvolutions = false
}

extension WeightReader {
  func attention(
    _ names: AttentionNames, channels: Int, heads: Int, groups: Int, epsilon: Double,
    factor: Float = 1
  ) -> Attention {
    let shape = [channels, channels] + (names.areConvolutions ? [1, 1] : [])
    func tensors(_ layers: [String]) -> Convolution {
      Convolution(
        .pointwise(inputs: channels, outputs: channels * layers.count),
        weights: layers.flatMap { tensor("\($0).weight", shape) },
        bias: layers.flatMap { tensor("\($0).bias", [channels]) }, engine: engine)
    }
    return Attention(
      norm: names.norm.map { groupNorm($0, channels, groups: groups, epsilon: epsilon) },
      inputs: tensors([names.query, names.key, names.value]),
      projection: tensors([names.projection]), heads: heads, factor: factor, engine: engine)
  }
}

extension ConfigReader {
  /// Reports widths that cannot be divided into parts.
  ///
  /// - Parameter parts: what they are and how many: "32 groups", "heads of 8".
  func expect(_ widths: some Sequence<Int>, dividedBy divisor: Int, into parts: String) {
    for width in Set(widths).sorted() where width % divisor != 0 {
      report("\(width) channels cannot be divided into \(parts)")
    }
  }
}
