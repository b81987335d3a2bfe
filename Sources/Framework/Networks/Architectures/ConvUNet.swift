import Foundation
import Framework

/// A small U-Net without normalisation, quick on a CPU: `conv-unet`.
///
/// Blocks of two convolutions with SiLU, the time added after the first; 2×2 average pools on the
/// way down, nearest ×2 and concatenation on the way up.
struct ConvUNet: NetworkBody {
  /// Two convolutions; the time embedding is added after the first.
  struct Block: Sendable {
    let first: Convolution
    let time: Linear
    let second: Convolution

    init(_ reader: WeightReader, _ name: String, _ inputs: Int, _ outputs: Int, embedding: Int) {
      first = reader.convolution("\(name).conv1", .init(inputs: inputs, outputs: outputs))
      time = reader.linear("\(name).time", embedding, outputs)
      second = reader.convolution("\(name).conv2", .init(inputs: outputs, outputs: outputs))
    }

    func callAsFunction(_ x: FeatureMap, _ embedding: [Float], border: Int = 0) -> FeatureMap {
      second(
        first(x, adding: time(embedding), activates: true, border: 1), activates: true,
        border: border)
    }
  }

  static let architecture = "conv-unet"
  static let names = ["convunet"]
  static let mark = "inp.weight"

  let channels: Int
  let size: Int
  let image: [Int]?
  let widths: [Int]
  let scheduler: NetworkScheduler
  var convention: any NoiseConvention { scheduler }

  init(_ config: ConfigReader) {
    channels = config.int("channels", in: 1...4096)
    widths = config.ints("widths", in: 1...16384, count: 1...12)
    size = config.int("emb", in: 2...65536)
    if size % 2 != 0 { config.report("\"emb\" is \(size); it must be even") }
    image = config.value("image") == nil ? nil : config.ints("image", in: 1...65536, count: 3...3)
    scheduler = NetworkScheduler(config)
  }

  func build(_ reader: WeightReader) -> any Network { ConvUNetLayers(self, reader) }

  var inputChannels: Int { channels }
  var baseWidth: Int { widths.max() ?? 1 }
  /// Every level but the last halves the image.
  var divisor: Int { 1 << (widths.count - 1) }
}

/// The layers of a ``ConvUNet``.
private struct ConvUNetLayers: Network {
  let embeddingSize: Int
  let embedding: (Linear, Linear)
  let input: Convolution
  let down: [ConvUNet.Block]
  let middle: ConvUNet.Block
  let up: [ConvUNet.Block]
  let output: Convolution
  let engine: NetworkEngine

  init(_ body: ConvUNet, _ reader: WeightReader) {
    let size = body.size
    engine = reader.engine
    embeddingSize = size
    embedding = (reader.linear("embed.0", size, size), reader.linear("embed.2", size, size))
    var width = body.widths[0]
    input = reader.convolution("inp", .init(inputs: body.channels, outputs: width))
    down = body.widths.enumerated().map { level, outputs in
      defer { width = outputs }
      return ConvUNet.Block(reader, "down.\(level)", width, outputs, embedding: size)
    }
    middle = ConvUNet.Block(reader, "mid", width, width, embedding: size)
    up = body.widths.reversed().enumerated().map { level, outputs in
      defer { width = outputs }
      return ConvUNet.Block(reader, "up.\(level)", width + outputs, outputs, embedding: size)
    }
    output = reader.convolution("out", .init(inputs: width, outputs: body.channels))
  }

  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap {
    let waves = TimeEmbedding.sineThenCosine(time, size: embeddingSize, shift: 0)
    let e = Linear.silu(embedding.1(Linear.silu(embedding.0(waves))))
    var h = input(engine.bordered(x), border: 1)
    var remembered: [FeatureMap] = []
    for (level, block) in down.enumerated() {
      let isLast = level + 1 == down.count
      // The last level is not halved: it goes straight into the next convolution.
      h = block(h, e, border: isLast ? 1 : 0)
      remembered.append(h)
      if !isLast { h = engine.halved(h, border: 1) }
    }
    h = middle(h, e)
    for block in up {
      let other = remembered.removeLast()
      if h.width != other.width || h.height != other.height { h = engine.enlarged(h) }
      h = block(engine.concatenated(h, other, border: 1), e, border: remembered.isEmpty ? 1 : 0)
    }
    return output(h)
  }
}
