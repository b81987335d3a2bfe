import Framework

/// What passes through a U-Net.
struct UNetState {
  var map: FeatureMap
  /// The vector of time and class, activated.
  let embedding: [Float]
  /// The image itself, made smaller, on the way down and a first answer, made larger, on the way up;
  /// for the networks that carry one beside the map.
  var picture: FeatureMap?
}

/// A layer of a U-Net.
protocol UNetLayer: Sendable {
  func apply(to state: inout UNetState)
}

/// A U-Net: steps down whose results are remembered, a middle, and steps up that each take a remembered
/// map along.
///
/// Source: Ronneberger et al. 2015; Ho et al. 2020, App. B.
struct UNetLayers: Sendable {
  /// The layers of one step.
  typealias Step = [any UNetLayer]

  let head: Convolution
  let down: [Step]
  let middle: Step
  let up: [Step]
  let tail: (norm: GroupNorm, convolution: Convolution)
  let engine: NetworkEngine

  /// - Parameters:
  ///   - embedding: the vector of time and class, activated.
  ///   - factor: of the answer.
  func callAsFunction(_ x: FeatureMap, _ embedding: [Float], factor: Float = 1) -> FeatureMap {
    var state = UNetState(map: head(engine.bordered(x)), embedding: embedding, picture: x)
    var remembered = [state.map]
    for step in down {
      for layer in step { layer.apply(to: &state) }
      remembered.append(state.map)
    }
    state.picture = nil
    for layer in middle { layer.apply(to: &state) }
    for step in up {
      state.map = engine.concatenated(state.map, remembered.removeLast())
      for layer in step { layer.apply(to: &state) }
    }
    return tail.convolution(
      tail.norm(state.map, activates: true, border: 1), residual: state.picture, factor: factor)
  }
}

/// Puts the layers of a ``UNetLayers`` together in the order in which an image passes them, and keeps
/// count of the channels.
struct UNetBuilder {
  private let head: Convolution
  private var down: [UNetLayers.Step] = []
  var middle: UNetLayers.Step = []
  private var up: [UNetLayers.Step] = []
  /// Channels at this point of the way.
  private(set) var width: Int
  /// Channels of the maps that the way up takes.
  private var remembered: [Int]

  init(_ head: Convolution) {
    self.head = head
    width = head.geometry.outputs
    remembered = [width]
  }

  /// A step down, which ends with so many channels.
  mutating func descend(to width: Int, _ layers: UNetLayers.Step) {
    down.append(layers)
    self.width = width
    remembered.append(width)
  }

  /// Channels of the map that the next step up takes along.
  var taken: Int { remembered.last ?? 0 }

  /// A step up, which begins with `width + taken` channels and ends with so many.
  mutating func ascend(to width: Int, _ layers: UNetLayers.Step) {
    up.append(layers)
    self.width = width
    remembered.removeLast()
  }

  func finished(
    _ norm: GroupNorm, _ tail: Convolution, engine: NetworkEngine
  ) -> UNetLayers {
    UNetLayers(
      head: head, down: down, middle: middle, up: up, tail: (norm, tail), engine: engine)
  }
}
