import Framework

/// Self-attention over the pixels of an image: out = softmax(qᵀk / √d) v for each head, where q, k
/// and v are 1×1 convolutions of the normalised map; then `projection`, plus the map itself, times
/// `factor`.
///
/// Source: Ho et al. 2020, App. B; Vaswani et al. 2017.
struct Attention: Sendable {
  /// Nil for the few networks that attend to the map as it is.
  let norm: GroupNorm?
  /// Queries, keys and values, one after the other.
  let inputs: Convolution
  let projection: Convolution
  let heads: Int
  var factor: Float = 1
  let engine: NetworkEngine

  /// Query positions that are treated together; bounds the memory for the weights.
  private static let positions = 128

  func callAsFunction(_ input: FeatureMap) -> FeatureMap {
    projection(attended(input), residual: input, factor: factor)
  }

  /// The attention's answer alone, without the map.
  func answer(to input: FeatureMap) -> FeatureMap { projection(attended(input)) }

  /// The values that each position takes together, head after head.
  private func attended(_ input: FeatureMap) -> FeatureMap {
    let channels = input.channels
    let mixed = inputs(norm?(input, activates: false) ?? input)
    let result = input.like()
    defer {
      mixed.keepAlive()
      result.keepAlive()
    }
    let size = channels / heads
    let parts = blocks(of: input.area, limit: Self.positions)
    engine.pool.forEach(input.count * heads * parts.count) { item in
      let part = parts[item % parts.count]
      let head = item / parts.count % heads
      let image = item / parts.count / heads
      func view(_ map: FeatureMap, _ first: Int) -> MutableMatrixView<Float> {
        MutableMatrixView(
          base: map.plane(image, first + head * size), rows: size, columns: input.area,
          stride: input.area)
      }
      attend(
        queries: view(mixed, 0).readOnly.part(rows: 0..<size, columns: part),
        keys: view(mixed, channels).readOnly, values: view(mixed, 2 * channels).readOnly,
        into: view(result, 0).part(rows: 0..<size, columns: part))
    }
    return result
  }

  /// One head for some query positions; channels are rows, positions columns.
  private func attend(
    queries: MatrixView<Float>, keys: MatrixView<Float>, values: MatrixView<Float>,
    into result: MutableMatrixView<Float>
  ) {
    let product = MatrixProduct(kernels: Float.kernels(in: engine.table), pool: engine.pool)
    let memory = Scratch<Float>(count: queries.columns * keys.columns)
    defer { memory.keepAlive() }
    let weights = memory.view(rows: queries.columns, columns: keys.columns, stride: keys.columns)
    product.multiply(queries, transposed: true, keys, transposed: false, into: weights)
    let scale = 1 / Float(queries.rows).squareRoot()
    for index in 0..<weights.rows { softmax(weights.row(index), weights.columns, scale) }
    product.multiply(values, transposed: false, weights.readOnly, transposed: true, into: result)
  }

  /// The row's softmax in its place; the scores are turned into distances for the kernel.
  private func softmax(_ row: UnsafeMutablePointer<Float>, _ count: Int, _ scale: Float) {
    let (float, scan) = (engine.table.float, engine.table.scan)
    float.scale(count: count, by: -1, row)
    let total = scan.softmaxWeights(
      count: count, least: scan.minimum(count: count, row), scale: scale, distances: row,
      weights: row)
    float.scale(count: count, by: Float(1 / total), row)
  }
}
