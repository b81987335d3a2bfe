import Framework

/// Seeded, natural-looking images of any size: the embedded default that needs no download.
///
/// Every image is a function of the seed and its index, so a larger set extends a smaller one. The
/// split `test` is another, endless part of the same population.
public struct Synthetic: Dataset {
  public static let name = "synthetic"
  public static let summary = "Generated images: dead leaves, smooth fields, shapes or a mixture"
  public static let algorithmVersion = 1

  public struct Parameters: ParameterSet {
    @Parameter("Number of images.", in: 1...10_000_000)
    public var images = 2000
    @Parameter("Height and width.", in: 8...128)
    public var resolution = 16
    @Parameter("1 (grey) or 3 (colour).", in: 1...3)
    public var channels = 1
    @Parameter("What the images look like.")
    public var family = SyntheticFamily.mixed
    @Parameter("Seed of the population.", in: 0...)
    public var dataSeed = 0
    public init() {}
  }

  /// Where the indices of held-out images start.
  static let testOffset = 1 << 40
  /// Images that one thread makes at a time.
  private static let block = 256

  private let parameters: Parameters

  public init(_ parameters: Parameters) throws {
    guard parameters.channels != 2 else {
      throw SpecIssue("channels is 1 (grey) or 3 (colour)")
    }
    self.parameters = parameters
  }

  public func load(_ split: Split) throws -> ImageCollection {
    let start = split == .train ? 0 : Self.testOffset
    let ranges = blocks(from: start, to: start + parameters.images, of: Self.block)
    let parts = WorkPool.shared.map(ranges.count) { index in
      SyntheticImages.generate(
        range: ranges[index], channels: parameters.channels, height: parameters.resolution,
        width: parameters.resolution, family: parameters.family, seed: UInt64(parameters.dataSeed))
    }
    let shape = ImageShape(
      channels: parameters.channels, height: parameters.resolution, width: parameters.resolution)
    return ImageCollection(
      images: ImageStore(shape: shape, bytes: parts.flatMap(\.pixels)),
      labels: parts.flatMap { $0.labels.map(Int.init) },
      classNames: SyntheticImages.classNames(of: parameters.family))
  }
}

extension SyntheticFamily: ChoiceParameter {}
