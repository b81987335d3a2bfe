import Framework

/// The U-Net of Ho et al. 2020: residual blocks with group normalisation, attention at some levels.
///
/// Two sets of tensor names are in use for it; see ``ResidualNames``.
struct ResidualUNet: Sendable {
  var inputChannels = 3
  var outputChannels = 3
  /// Channels of each level.
  var widths: [Int] = []
  /// Residual blocks of a level on the way down; there is one more on the way up.
  var blocks = 2
  /// Whether the blocks of a level have attention, on the way down and on the way up; both lists
  /// count the levels from the widest image on.
  var downAttention: [Bool] = []
  var upAttention: [Bool] = []
  var middleAttention = true
  /// Channels of an attention head; nil for one head.
  var headSize: Int?
  var groups = 32
  var epsilon = 1e-5
  /// Zeros before the image in the convolutions that halve it.
  var downPadding = 1
  var embeddingSize = 128

  /// Reports sizes that the layers cannot have.
  func check(_ config: ConfigReader) {
    for width in Set(widths).sorted() where width % groups != 0 {
      config.report("\(width) channels cannot be divided into \(groups) groups")
    }
    if let headSize {
      for width in Set(widths).sorted() where width % headSize != 0 {
        config.report("\(width) channels cannot be divided into heads of \(headSize)")
      }
    }
  }
}

/// How the tensors of a ``ResidualUNet`` are called.
protocol ResidualNames {
  /// The parts of a residual block.
  var block:
    (
      norm1: String, conv1: String, time: String, norm2: String, conv2: String, shortcut: String
    )
  { get }
  /// Whether attention is a part of its residual block or stands beside it.
  func attention(of block: String, _ reader: WeightReader) -> AttentionNames
  var head: String { get }
  var tail: (norm: String, conv: String) { get }
  var middle: (String, String) { get }
  /// Block `index` of a level; `place` counts everything on the way, levels together.
  func down(level: Int, index: Int, place: Int) -> String
  func downsample(level: Int, place: Int) -> String
  /// `level` counts from the narrowest image on.
  func up(level: Int, index: Int, place: Int) -> String
  func upsample(level: Int, place: Int) -> String
}

/// How the tensors of an attention layer are called.
struct AttentionNames {
  let norm: String
  let query: String
  let key: String
  let value: String
  let projection: String
  /// Whether the weights are [channels, channels, 1, 1] rather than [channels, channels].
  let areConvolutions: Bool
}

/// The layers of a ``ResidualUNet``.
struct ResidualUNetLayers: Sendable {
  struct Block: Sendable {
    let norm1: GroupNorm
    let conv1: Convolution
    let time: Linear
    let norm2: GroupNorm
    let conv2: Convolution
    let shortcut: Convolution?
    let attention: Attention?

    /// - Parameter embedding: SiLU of the time embedding.
    func callAsFunction(_ x: FeatureMap, _ embedding: [Float]) -> FeatureMap {
      let h = conv1(norm1(x, activates: true, border: 1), adding: time(embedding))
      let sum = conv2(norm2(h, activates: true, border: 1), residual: shortcut?(x) ?? x)
      return attention?(sum) ?? sum
    }
  }

  struct Level: Sendable {
    let blocks: [Block]
    /// The convolution that halves the image, or follows its doubling; nil for the last level.
    let change: Convolution?
  }

  let head: Convolution
  let down: [Level]
  let middle: [Block]
  let up: [Level]
  let tailNorm: GroupNorm
  let tail: Convolution
  let engine: NetworkEngine

  init(_ plan: ResidualUNet, _ names: any ResidualNames, _ reader: WeightReader) {
    engine = reader.engine
    var builder = ResidualUNetBuilder(plan: plan, names: names, reader: reader)
    head = builder.head()
    down = builder.down()
    middle = builder.middle()
    up = builder.up()
    (tailNorm, tail) = builder.tail()
  }

  /// - Parameter embedding: SiLU of the time embedding.
  func callAsFunction(_ x: FeatureMap, _ embedding: [Float]) -> FeatureMap {
    var h = head(engine.bordered(x))
    var remembered = [h]
    for level in down {
      for block in level.blocks {
        h = block(h, embedding)
        remembered.append(h)
      }
      if let change = level.change {
        h = change(engine.bordered(h))
        remembered.append(h)
      }
    }
    for block in middle { h = block(h, embedding) }
    for level in up {
      for block in level.blocks {
        h = block(engine.concatenated(h, remembered.removeLast()), embedding)
      }
      if let change = level.change { h = change(engine.enlarged(h, border: 1)) }
    }
    return tail(tailNorm(h, activates: true, border: 1))
  }
}
