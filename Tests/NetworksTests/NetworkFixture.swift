import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// Networks that tests make up, and recorded ones.
enum NetworkFixture {
  /// A tensor to be written.
  struct Tensor {
    var name: String
    var shape: [Int]
    var values: [Float]
    var dtype = "F32"

    init(_ name: String, _ shape: [Int], seed: UInt64) {
      self.name = name
      self.shape = shape
      var random = TestRandom(seed: seed)
      let scale = 1 / Double(max(1, shape.dropFirst().reduce(1, *))).squareRoot()
      values = (0..<shape.reduce(1, *)).map { _ in Float(random.symmetric() * scale) }
    }
  }

  /// A `conv-unet` with random weights.
  static func convUNet(channels: Int, widths: [Int], embedding: Int = 8) -> [Tensor] {
    var tensors: [Tensor] = []
    func add(_ name: String, _ shape: [Int]) {
      for (part, sizes) in [("weight", shape), ("bias", [shape[0]])] {
        tensors.append(Tensor("\(name).\(part)", sizes, seed: UInt64(tensors.count)))
      }
    }
    func block(_ name: String, _ inputs: Int, _ outputs: Int) {
      add("\(name).conv1", [outputs, inputs, 3, 3])
      add("\(name).time", [outputs, embedding])
      add("\(name).conv2", [outputs, outputs, 3, 3])
    }
    add("embed.0", [embedding, embedding])
    add("embed.2", [embedding, embedding])
    var width = widths[0]
    add("inp", [width, channels, 3, 3])
    for (level, outputs) in widths.enumerated() {
      block("down.\(level)", width, outputs)
      width = outputs
    }
    block("mid", width, width)
    for (level, outputs) in widths.reversed().enumerated() {
      block("up.\(level)", width + outputs, outputs)
      width = outputs
    }
    add("out", [channels, width, 3, 3])
    return tensors
  }

  static func config(channels: Int, widths: [Int], embedding: Int = 8) -> JSON {
    [
      "architecture": "ConvUNet", "channels": .integer(channels),
      "widths": .array(widths.map { .integer($0) }), "emb": .integer(embedding),
    ]
  }

  /// A `UNet2DModel` of one level without attention, with random weights and its config.
  static func diffusersUNet(channels: Int, width: Int) -> (tensors: [Tensor], config: JSON) {
    var tensors: [Tensor] = []
    func add(_ name: String, _ shape: [Int]) {
      for (part, sizes) in [("weight", shape), ("bias", [shape[0]])] {
        tensors.append(Tensor("\(name).\(part)", sizes, seed: UInt64(tensors.count)))
      }
    }
    func block(_ name: String, _ inputs: Int) {
      add("\(name).norm1", [inputs])
      add("\(name).conv1", [width, inputs, 3, 3])
      add("\(name).time_emb_proj", [width, 4 * width])
      add("\(name).norm2", [width])
      add("\(name).conv2", [width, width, 3, 3])
      if inputs != width { add("\(name).conv_shortcut", [width, inputs, 1, 1]) }
    }
    add("conv_in", [width, channels, 3, 3])
    add("time_embedding.linear_1", [4 * width, width])
    add("time_embedding.linear_2", [4 * width, 4 * width])
    block("down_blocks.0.resnets.0", width)
    for index in 0..<2 { block("mid_block.resnets.\(index)", width) }
    for index in 0..<2 { block("up_blocks.0.resnets.\(index)", 2 * width) }
    add("conv_norm_out", [width])
    add("conv_out", [channels, width, 3, 3])
    let config: JSON = [
      "_class_name": "UNet2DModel", "in_channels": .integer(channels),
      "out_channels": .integer(channels), "block_out_channels": [.integer(width)],
      "layers_per_block": 1, "norm_num_groups": 2, "add_attention": false,
      "down_block_types": ["DownBlock2D"], "up_block_types": ["UpBlock2D"],
    ]
    return (tensors, config)
  }

  /// The bytes of a safetensors file.
  static func bytes(_ tensors: [Tensor]) -> Data {
    var header: [(String, JSON)] = []
    var payload = Data()
    for tensor in tensors {
      let start = payload.count
      for value in tensor.values {
        switch tensor.dtype {
        case "BF16":
          withUnsafeBytes(of: UInt16(value.bitPattern >> 16).littleEndian) { payload += $0 }
        case "F16": withUnsafeBytes(of: Float16(value).bitPattern.littleEndian) { payload += $0 }
        default: withUnsafeBytes(of: value.bitPattern.littleEndian) { payload += $0 }
        }
      }
      header.append(
        (
          tensor.name,
          [
            "dtype": .string(tensor.dtype), "shape": .array(tensor.shape.map { .integer($0) }),
            "data_offsets": [.integer(start), .integer(payload.count)],
          ]
        ))
    }
    var text = Data(JSON.object(header).canonicalText.utf8)
    while text.count % 8 != 0 { text.append(0x20) }
    let length = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
    return length + text + payload
  }

  /// The nearest number with the 8 bits of a bfloat16, the even one of two.
  static func brainFloat(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  /// Calls `body` with a folder that holds a network.
  static func withNetwork<Result>(
    _ weights: Data, _ config: JSON, _ body: (NetworkWeights) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-network-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try weights.write(to: folder.appendingPathComponent("unet.safetensors"))
    try Data(config.canonicalText.utf8).write(to: folder.appendingPathComponent("config.json"))
    return try body(NetworkWeights(FilePath(folder)))
  }

  /// Random images.
  static func images(_ shape: ImageShape, _ count: Int, seed: UInt64) -> ImageBatch {
    var random = CounterRandom(seed: seed, index: 0, purpose: .noise)
    return ImageBatch(shape: shape, values: random.gaussians(count * shape.count))
  }

  // MARK: Recorded networks

  static let shared: URL? = SharedFolder.holds("references") ? SharedFolder.url : nil

  static let skipped = Comment(rawValue: SharedFolder.skipped("recorded networks are"))
}

extension TrainedNetwork {
  /// The table of t of a network that has one.
  var scheduler: NetworkScheduler {
    get throws { try #require(body.convention as? NetworkScheduler) }
  }
}

/// The batch of an array [n, c, h, w], or of entry `index` of [steps, n, c, h, w].
func batch(_ array: NpyArray, _ index: Int? = nil) -> ImageBatch {
  let sizes = Array(array.shape.suffix(3))
  let shape = ImageShape(channels: sizes[0], height: sizes[1], width: sizes[2])
  let size = array.count / (index == nil ? 1 : array.shape[0])
  let first = (index ?? 0) * size
  return ImageBatch(shape: shape, values: array.floats(in: first..<first + size))
}

/// The largest absolute difference, which is NaN if any number is.
func largestGap(_ a: ImageBatch, _ b: ImageBatch) -> Float {
  guard a.values.count == b.values.count else { return .infinity }
  return zip(a.values, b.values).reduce(0) { worst, pair in
    let gap = abs(pair.0 - pair.1)
    return gap > worst || gap.isNaN ? gap : worst
  }
}
