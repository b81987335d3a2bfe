import Framework

/// What Kamb & Ganguli's two networks have in common: how their configs say it, time and class.
struct KambParts: Sendable {
  let channels: Int
  let embeddingSize: Int
  let mode: PaddingMode
  let classCount: Int?
  /// Sides of the kernels inside and of the last.
  let side: Int
  let lastSide: Int

  init(_ config: ConfigReader, standardEmbedding: Int? = nil) {
    channels = config.int("channels", in: 1...4096)
    embeddingSize = config.int("emb_dim", in: 4...65536, standard: standardEmbedding)
    if embeddingSize % 2 != 0 { config.report("\"emb_dim\" is \(embeddingSize); it must be even") }
    mode = config.choice("mode")
    config.expect("conditional", oneOf: [true, false])
    config.ignore("num_classes")
    let isConditional = config.value("conditional")?.bool ?? false
    classCount = isConditional ? config.int("num_classes", in: 1...1_000_000) : nil
    side = Self.side(config, "kernel_size", standard: 3)
    lastSide = Self.side(config, "lastksize", standard: 1)
    config.ignore("class", "architecture", "backbone", "dropout")
  }

  /// An even kernel would have no middle.
  private static func side(_ config: ConfigReader, _ key: String, standard: Int) -> Int {
    let side = config.int(key, in: 1...99, standard: standard)
    if side % 2 == 0 { config.report("\"\(key)\" is \(side); it must be odd") }
    return side
  }

  var classes: NetworkClasses {
    classCount.map { .numbered(count: $0, orNone: false) } ?? .none
  }
}

/// The vector of time and class: waves of t, which is not multiplied by 1000, and a row for the class.
struct KambEmbedding: Sendable {
  let size: Int
  /// [classes, size]; nil without classes.
  let table: [Float]?

  init(_ parts: KambParts, _ reader: WeightReader) {
    size = parts.embeddingSize
    table = parts.classCount.map {
      reader.tensor("embedding.class_embeddings.weight", [$0, parts.embeddingSize])
    }
  }

  func callAsFunction(_ time: Double, _ label: NetworkLabel) -> [Float] {
    let waves = TimeEmbedding.sineThenCosine(time, size: size, shift: 1)
    guard let table, case .number(let number) = label else { return waves }
    return waves.adding(row: number, of: table)
  }
}

extension WeightReader {
  func padded(
    _ name: String, _ inputs: Int, _ outputs: Int, side: Int, mode: PaddingMode
  ) -> PaddedConvolution {
    PaddedConvolution(
      convolution: convolution(name, .same(inputs: inputs, outputs: outputs, side: side)),
      mode: mode)
  }
}
