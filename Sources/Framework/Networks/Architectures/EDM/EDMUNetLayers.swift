import Framework

/// The layers of an ``EDMUNet``.
struct EDMUNetLayers: Sendable {
  /// A level on the way down.
  struct Down: Sendable {
    /// Halves height and width; nil for the first level.
    let entry: EDMBlock?
    /// What mixes the image in.
    let image: Convolution?
    let blocks: [EDMBlock]
  }

  /// A level on the way up.
  struct Up: Sendable {
    /// Doubles height and width; two blocks of the same size in the last level.
    let entry: [EDMBlock]
    let blocks: [EDMBlock]
    /// What makes an image of the level, where that is wanted.
    let image: (norm: GroupNorm, conv: Convolution)?
  }

  let plan: EDMUNet
  let head: Convolution
  let down: [Down]
  let up: [Up]
  let engine: NetworkEngine

  init(_ plan: EDMUNet, _ reader: WeightReader) {
    self.plan = plan
    engine = reader.engine
    var builder = EDMUNetBuilder(plan: plan, reader: reader)
    head = builder.head()
    down = builder.down()
    up = builder.up()
  }

  /// - Parameter embedding: what ``EDMEmbedding`` says.
  func callAsFunction(_ x: FeatureMap, _ embedding: [Float]) -> FeatureMap {
    var image = x
    var h = head(engine.bordered(x))
    var remembered = [h]
    for level in down {
      if let entry = level.entry {
        h = entry(h, embedding)
        if let convolution = level.image { (h, image) = mixed(h, image, by: convolution) }
        remembered.append(h)
      }
      for block in level.blocks {
        h = block(h, embedding)
        remembered.append(h)
      }
    }
    var result: FeatureMap?
    for level in up {
      for block in level.entry { h = block(h, embedding) }
      for block in level.blocks {
        h = block(engine.concatenated(h, remembered.removeLast()), embedding)
      }
      if let (norm, conv) = level.image {
        result = conv(
          norm(h, activates: true, border: 1),
          residual: result.map { engine.enlarged($0, by: plan.filter) })
      }
    }
    return result ?? h
  }

  /// A level with the image mixed in, and the image for the next level.
  private func mixed(
    _ h: FeatureMap, _ image: FeatureMap, by convolution: Convolution
  ) -> (h: FeatureMap, image: FeatureMap) {
    if plan.encoder == .skip {
      let half = engine.halved(image, by: plan.filter)
      return (convolution(half, residual: h), half)
    }
    let sum = engine.sum(h, halved(image, by: convolution), factor: Float(0.5).squareRoot())
    return (sum, sum)
  }

  /// The convolution of a map, then its filter, which sees what the convolution makes of the zeros
  /// round the map.
  private func halved(_ map: FeatureMap, by convolution: Convolution) -> FeatureMap {
    guard plan.filter == .binomial else { return engine.halved(convolution(engine.bordered(map))) }
    let wider = engine.bordered(map).seen(withBorder: 0)
    let result = convolution(engine.bordered(wider))
    return engine.halved(result.seen(withBorder: 1), by: plan.filter)
  }
}
