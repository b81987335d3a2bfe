import Framework

/// Sizes and kinds of the blocks of a ``DiffusersUNet``.
struct DiffusersPlan: Sendable {
  /// What a level is made of, by the beginning of its name in configs.
  enum Block: CaseIterable, Sendable {
    /// Residual blocks; levels change by a convolution.
    case plain
    /// With attention after each residual block.
    case attention
    /// Levels change by a residual block.
    case resnet
    /// With an image beside the map, as in NCSN++ (Song et al. 2021).
    case skip
    case attentionSkip

    var isSkip: Bool { self == .skip || self == .attentionSkip }
    var hasAttention: Bool { self == .attention || self == .attentionSkip }

    func name(isUp: Bool) -> String {
      let way = isUp ? "Up" : "Down"
      return switch self {
      case .plain: "\(way)Block2D"
      case .attention: "Attn\(way)Block2D"
      case .resnet: "Resnet\(way)sampleBlock2D"
      case .skip: "Skip\(way)Block2D"
      case .attentionSkip: "AttnSkip\(way)Block2D"
      }
    }
  }

  let channels: Int
  /// Channels of each level.
  let widths: [Int]
  /// Residual blocks of a level on the way down; there is one more on the way up.
  let blocks: Int
  /// The levels on the way down, and on the way up, narrowest first.
  let down: [Block]
  let up: [Block]
  /// Whether levels with attention change by residual blocks, too.
  private let halvesInBlocks: Bool
  private let doublesInBlocks: Bool
  /// Pixels before the image in the convolutions that halve it.
  let padding: Int
  /// Channels of an attention head; nil for one head.
  let headSize: Int?
  /// Nil: by the channels.
  let groups: Int?
  let epsilon: Double
  let activation: Activation
  /// Whether time and class scale and shift normalised maps, rather than being added.
  let modulates: Bool
  let middle: DiffusersMiddle?

  init(_ config: ConfigReader) {
    channels = config.int("in_channels", in: 1...4096, standard: 3)
    if config.int("out_channels", in: 1...4096, standard: 3) != channels {
      config.report("\"out_channels\" differs from \"in_channels\"")
    }
    let widths = config.ints("block_out_channels", in: 1...65536, count: 1...12)
    self.widths = widths
    blocks = config.int("layers_per_block", in: 1...64, standard: 2)
    down = Self.blocks(config, "down_block_types", isUp: false, widths.count)
    up = Self.blocks(config, "up_block_types", isUp: true, widths.count)
    headSize = config.optionalInt("attention_head_dim", in: 1...65536, standard: 8)
    groups = config.optionalInt("norm_num_groups", in: 1...65536, standard: 32)
    epsilon = config.positive("norm_eps", below: 1, standard: 1e-5)
    padding = config.int("downsample_padding", in: 0...1, standard: 1)
    activation = config.activation("act_fn")
    modulates = config.meaning(
      of: "resnet_time_scale_shift", among: ["default": false, "scale_shift": true])
    halvesInBlocks = config.meaning(of: "downsample_type", among: ["conv": false, "resnet": true])
    doublesInBlocks = config.meaning(of: "upsample_type", among: ["conv": false, "resnet": true])
    middle = DiffusersMiddle(config, modulates: modulates)
    check(config)
  }

  private static func blocks(
    _ config: ConfigReader, _ key: String, isUp: Bool, _ count: Int
  ) -> [Block] {
    let names = config.value(key)?.array?.map { $0.string ?? "?" } ?? []
    let known = Block.allCases.map { $0.name(isUp: isUp) }
    let kinds = names.map { name in
      Block.allCases.first { $0.name(isUp: isUp) == name }
    }
    for (name, kind) in zip(names, kinds) where kind == nil {
      config.report(
        "\"\(key)\" has \"\(name)\"; only \(known.joined(separator: ", ")) are supported")
    }
    if names.count != count {
      config.report("\"\(key)\" has \(names.count) entries, \"block_out_channels\" \(count)")
    }
    // Sizes are checked all the same.
    return (0..<count).map { $0 < kinds.count ? kinds[$0] ?? .plain : .plain }
  }

  /// Whether levels of a kind change by residual blocks.
  func resizesInBlock(_ kind: Block, isUp: Bool) -> Bool {
    kind == .resnet || kind == .attention && (isUp ? doublesInBlocks : halvesInBlocks)
  }

  /// Groups of a norm of so many channels where the config counts none.
  static func groups(of channels: Int) -> Int { max(1, min(channels / 4, 32)) }

  /// Reports sizes that the layers cannot have.
  private func check(_ config: ConfigReader) {
    let levels = Array(zip(widths, down)) + Array(zip(widths.reversed(), up))
    if let groups {
      let counted = levels.filter { !$0.1.isSkip }.map(\.0) + widths.prefix(1)
      config.expect(
        counted + (middle == nil ? [] : widths.suffix(1)), dividedBy: groups,
        into: "\(groups) groups")
    } else if levels.contains(where: { !$0.1.isSkip }) {
      config.report("\"norm_num_groups\" is null, which only blocks of NCSN++ (Skip…) allow")
    }
    if let headSize {
      let attended =
        levels.filter { $0.1.hasAttention }.map(\.0)
        + (middle?.hasAttention == true ? widths.suffix(1) : [])
      config.expect(attended, dividedBy: headSize, into: "heads of \(headSize)")
    }
    guard levels.contains(where: { $0.1.isSkip }) else { return }
    if channels != 3 { config.report("blocks of NCSN++ (Skip…) are for images of 3 channels") }
    // The last block on the way down has no use for the image, so any kind may follow.
    let isDown = !zip(down.dropLast(), down.dropLast().dropFirst())
      .contains { !$0.0.isSkip && $0.1.isSkip }
    if !isDown || zip(up, up.dropFirst()).contains(where: { $0.0.isSkip && !$0.1.isSkip }) {
      config.report(
        "the image beside the map would have another size than the map: blocks of NCSN++ (Skip…) come "
          + "first on the way down and last on the way up")
    }
  }
}

/// The middle of a ``DiffusersUNet``: two residual blocks, perhaps with attention between them.
struct DiffusersMiddle: Sendable {
  let hasAttention: Bool
  /// Whether the attention's map is normalised.
  let normalisesAttention: Bool
  /// Groups of that norm; nil: as many as the others have.
  let attentionGroups: Int?
  /// By which results are divided.
  let divisor: Double

  /// - Returns: nil for a network without a middle.
  init?(_ config: ConfigReader, modulates: Bool) {
    config.expect("mid_block_type", oneOf: ["UNetMidBlock2D", JSON(.null)])
    config.expect("add_attention", oneOf: [true, false])
    hasAttention = config.value("add_attention")?.bool ?? true
    divisor = config.positive("mid_block_scale_factor", below: 1e6, standard: 1)
    attentionGroups = config.optionalInt("attn_norm_num_groups", in: 1...65536, standard: nil)
    normalisesAttention = attentionGroups != nil || !modulates
    if config.isNull("mid_block_type") { return nil }
  }
}

extension ConfigReader {
  /// Whether a key is there and null, which is not the same as missing.
  func isNull(_ key: String) -> Bool { value(key) == nil && json[key] != nil }

  /// An integer, or nil where the key is null; `standard` where it is missing.
  func optionalInt(_ key: String, in range: ClosedRange<Int>, standard: Int?) -> Int? {
    if isNull(key) { return nil }
    return value(key) == nil ? standard : int(key, in: range)
  }

  /// What one of several words means; that of the first where the key is missing.
  func meaning<Meaning>(
    of key: String, among meanings: KeyValuePairs<String, Meaning>
  ) -> Meaning {
    expect(key, oneOf: meanings.map { .string($0.key) })
    let word = value(key)?.string
    return (meanings.first { $0.key == word } ?? meanings[0]).value
  }

  /// An activation by its names in diffusers.
  func activation(_ key: String) -> Activation {
    meaning(
      of: key,
      among: ["silu": .silu, "swish": .silu, "relu": .relu, "mish": .mish, "gelu": .gelu])
  }
}
