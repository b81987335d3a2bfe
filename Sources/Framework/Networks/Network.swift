/// A network with its weights.
protocol Network: Sendable {
  /// The network's prediction, noise or another, for every image of `x` at its own time t.
  func prediction(for x: FeatureMap, at t: Int) -> FeatureMap
}

/// What a config says of a network, before its weights are read.
protocol NetworkBody: Sendable {
  /// The architecture as the documentation calls it.
  static var architecture: String { get }
  /// How configs call it, in lower-case letters and digits.
  static var names: [String] { get }

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
  var scheduler: NetworkScheduler { get }
}
