import Framework

/// Kamb & Ganguli's `MinimalUNet`: blocks of two convolutions, the largest of 2×2 pixels on the way
/// down, transposed convolutions on the way up: `kamb-unet`.
///
/// Source: Kamb & Ganguli 2024 ('An analytic theory of creativity in convolutional diffusion models').
struct KambUNet: NetworkBody {
  enum Normalization: String, CaseIterable {
    case group = "GroupNorm"
    case batch = "BatchNorm"
  }

  static let architecture = "kamb-unet"
  static let names = ["kambunet", "minimalunet"]
  static let mark = "bottleneck.model.0.weight"

  let parts: KambParts
  /// Channels of each level.
  let widths: [Int]
  let normalization: Normalization?
  /// Whether the map is normalised before the last convolution.
  let normalisesLast: Bool

  let image: [Int]? = nil
  let convention: any NoiseConvention = KambConvention()

  init(_ config: ConfigReader) {
    parts = KambParts(config, standardEmbedding: 256)
    widths = config.ints("fsizes", in: 1...16384, count: 1...12)
    let known = Normalization.allCases.map { JSON.string($0.rawValue) }
    config.expect("normalization", oneOf: known)
    normalization = (config.value("normalization")?.string).flatMap(Normalization.init)
    config.expect("last_norm", oneOf: [true, false])
    normalisesLast = config.value("last_norm")?.bool ?? false
    if normalisesLast, normalization == nil {
      config.report("\"last_norm\" is true, and \"normalization\" names none")
    }
    if normalization == .group {
      for width in Set(widths).sorted() where width % min(32, width) != 0 {
        config.report("\(width) channels cannot be divided into 32 groups")
      }
    }
    config.refuseOthers()
  }

  func build(_ reader: WeightReader) -> any Network {
    return KambUNetLayers(self, reader)
  }

  var inputChannels: Int { parts.channels }
  var baseWidth: Int { 2 * (widths.first ?? 1) }
  /// Every level but the last halves the image.
  var divisor: Int { 1 << (widths.count - 1) }
  var classes: NetworkClasses { parts.classes }
}
