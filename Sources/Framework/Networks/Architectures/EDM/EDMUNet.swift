/// What a config says of the network inside a preconditioning: the U-Net of Song et al. 2021 (DDPM++ and
/// NCSN++) or that of Dhariwal & Nichol 2021 (ADM), as Karras et al. 2022 write them.
struct EDMUNet: Sendable {
  enum Form: String, CaseIterable {
    case song = "SongUNet"
    case dhariwal = "DhariwalUNet"
  }

  enum Embedding: String, CaseIterable { case positional, fourier }

  /// How the smaller and smaller image takes part in the encoder.
  enum Encoder: String, CaseIterable {
    case standard
    /// It is mixed into every level by a 1×1 convolution.
    case skip
    /// A convolution makes it every level's own, and its sum with the level goes on to the next.
    case residual
  }

  enum Decoder: String, CaseIterable {
    case standard
    /// Every level adds to the image.
    case skip
  }

  let form: Form
  /// Side of the images.
  let resolution: Int
  let channels: Int
  let outputs: Int
  /// Number of classes.
  let labels: Int
  let augmentations: Int
  /// Channels of each level.
  let widths: [Int]
  /// Channels that the image is first turned into.
  let baseWidth: Int
  /// Size of the vectors that the noise level is first turned into, and of those that blocks take.
  let noiseSize: Int
  let embeddingSize: Int
  let blocks: Int
  let attention: [Int]
  let embedding: Embedding
  let encoder: Encoder
  let decoder: Decoder
  let filter: ResamplingFilter

  init(_ config: ConfigReader, _ kind: EDMPreconditioning.Class) {
    let isSong: Bool
    form = config.choice(
      "model_type", standard: kind == .vp || kind == .ve ? .song : .dhariwal)
    isSong = form == .song
    resolution = config.int("img_resolution", in: 1...65536)
    channels = config.int("img_channels", in: 1...4096)
    // Half of them are the variances that iDDPM learns.
    outputs = kind == .iddpm ? 2 * channels : channels
    labels = config.int("label_dim", in: 0...1_000_000, standard: 0)
    augmentations = config.int("augment_dim", in: 0...65536, standard: 0)
    let width = config.int("model_channels", in: 1...16384, standard: isSong ? 128 : 192)
    let factors = config.ints(
      "channel_mult", in: 1...64, count: 1...12, standard: isSong ? [1, 2, 2, 2] : [1, 2, 3, 4])
    widths = factors.map { $0 * width }
    baseWidth = isSong ? width : widths.first ?? width
    embeddingSize = width * config.int("channel_mult_emb", in: 1...64, standard: 4)
    blocks = config.int("num_blocks", in: 0...64, standard: isSong ? 4 : 3)
    attention = config.ints(
      "attn_resolutions", in: 1...65536, count: 0...12, standard: isSong ? [16] : [32, 16, 8])
    if isSong {
      noiseSize = width * config.int("channel_mult_noise", in: 1...64, standard: 1)
      embedding = config.choice("embedding_type", standard: .positional)
      encoder = config.choice("encoder_type", standard: .standard)
      decoder = config.choice("decoder_type", standard: .standard)
      let taps = config.ints("resample_filter", in: 0...1000, count: 1...64, standard: [1, 1])
      let known = ResamplingFilter.allCases.first { $0.taps == taps }
      filter = known ?? .box
      if known == nil, !taps.isEmpty {
        config.report("\"resample_filter\" is \(taps); only [1, 1] and [1, 3, 3, 1] are supported")
      }
    } else {
      noiseSize = width
      (embedding, encoder, decoder, filter) = (.positional, .standard, .standard, .box)
    }
    check(config)
  }

  private func check(_ config: ConfigReader) {
    guard !widths.isEmpty else { return }
    if resolution % (1 << (widths.count - 1)) != 0 {
      config.report(
        "\"img_resolution\" is \(resolution), which cannot be halved \(widths.count - 1) times")
    }
    if noiseSize % 2 != 0 || noiseSize < 4 {
      config.report("the noise level is turned into \(noiseSize) numbers; it must be 4, 6, 8 …")
    }
    for width in Set(widths + [baseWidth]).sorted() {
      if width % groups(width) != 0 || width < 4 {
        config.report("\(width) channels cannot be divided into groups")
      }
      if let heads = heads(width), width % heads != 0 {
        config.report("\(width) channels cannot be divided into \(heads) heads")
      }
    }
  }

  // MARK: What the two kinds do in their own ways

  var epsilon: Double { form == .song ? 1e-6 : 1e-5 }
  /// Of the sum of a block or an attention and its input.
  var factor: Float { form == .song ? Float(0.5).squareRoot() : 1 }
  /// Groups of a normalisation.
  func groups(_ channels: Int) -> Int { max(1, min(32, channels / 4)) }
  /// Heads of an attention; nil where there is none even if it is asked for.
  func heads(_ channels: Int) -> Int? {
    if form == .song { return 1 }
    return channels < 64 ? nil : channels / 64
  }
  /// Side of a level's maps.
  func side(_ level: Int) -> Int { resolution >> level }
}
