import Framework

/// Halves map and image by the filter [1, 3, 3, 1], and adds the image to the map.
///
/// Source: Song et al. 2021 ('Score-based generative modeling through stochastic differential
/// equations'), App. H (NCSN++).
struct SkipDown: UNetLayer {
  let block: ResidualBlock
  let convolution: Convolution

  func apply(to state: inout UNetState) {
    guard let picture = state.picture else { return }
    let smaller = convolution.engine.halved(picture, by: .binomial)
    state.picture = smaller
    state.map = convolution(smaller, residual: block(state.map, state.embedding))
  }
}

/// Doubles the first answer by the filter [1, 3, 3, 1]; but in the last level adds to it what the map
/// says, and doubles the map.
struct SkipUp: UNetLayer {
  struct Parts: Sendable {
    let norm: GroupNorm
    let convolution: Convolution
    let block: ResidualBlock
  }

  /// Nil in the last level.
  let parts: Parts?
  let engine: NetworkEngine

  func apply(to state: inout UNetState) {
    state.picture = state.picture.map { engine.enlarged($0, by: .binomial) }
    guard let parts else { return }
    let activated = parts.norm(state.map, activates: true, border: 1)
    state.picture = parts.convolution(activated, residual: state.picture)
    state.map = parts.block(state.map, state.embedding)
  }
}
