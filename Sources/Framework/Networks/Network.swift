/// A network with its weights.
protocol Network: Sendable {
  /// The network's answer, noise or another, for every image of `x`.
  ///
  /// - Parameters:
  ///   - time: what the network itself takes: an index t, a function of σ, a number in [0, 1].
  ///   - label: one that ``NetworkBody/classes`` allows.
  /// - Returns: a map of the same height and width; its first channels are the answer.
  func prediction(for x: FeatureMap, at time: Double, label: NetworkLabel) -> FeatureMap
}

/// What a config says of a network, before its weights are read.
protocol NetworkBody: Sendable {
  /// The architecture as the documentation calls it.
  static var architecture: String { get }
  /// How configs call it, in lower-case letters and digits.
  static var names: [String] { get }
  /// A tensor that tells the architecture where the config does not.
  static var mark: String { get }

  /// Reports what is wrong to the reader.
  init(_ config: ConfigReader)

  /// Reads the weights; reports what is wrong to the reader, and is then of no use.
  func build(_ reader: WeightReader) -> any Network

  var inputChannels: Int { get }
  /// Channels, height and width of the images that it was trained on, where the config tells.
  var image: [Int]? { get }
  /// Height and width of an image must be multiples of this.
  var divisor: Int { get }
  /// Channels of a map of the input's size, for the memory that an image takes.
  var baseWidth: Int { get }
  /// How it was trained on noisy images.
  var convention: any NoiseConvention { get }
  /// Which classes it answers for.
  var classes: NetworkClasses { get }
}

extension NetworkBody {
  var classes: NetworkClasses { .none }
}
