import Framework
import LocusNetworks

/// A trained network that predicts the noise, x̂ = (x − s·e(x, t)) / a, or what its config says in place
/// of it: v, x_0 itself, or EDM's mixture of both.
///
/// The network answers at its own noise levels only: the nearest one is taken and the image rescaled
/// to it, so one network serves DDPM, cosine and EDM schedules; networks of EDM take any σ. Its files
/// are read once, when a run is planned.  Source: Ho et al. 2020, Eq. 9; Karras et al. 2022, Table 1.
public struct UNet: Denoiser {
  public static let name = "unet"
  public static let summary =
    "A trained network: of diffusers, EDM, guided-diffusion, DiT, Kamb & Ganguli and others"
  public static let algorithmVersion = 1
  public static let citations = [Citation.ho2020]

  public struct Parameters: ParameterSet {
    @Parameter(
      "Folder with config.json and one file of weights, that file (.safetensors, .pt, .pth, .ckpt, "
        + ".pkl), or \"builtin:synthetic16-a\".")
    public var weights: NetworkWeights
    @Parameter(
      "Which tensors of a .pt or .pkl with several networks, such as \"ema\" or \"model\"; empty for the "
        + "only ones, or the running average.", identifiesAtDefault: false)
    public var key = ""
    @Parameter(
      "The class that is asked for, where the network was trained with classes; a list of numbers where "
        + "it takes a vector.", identifiesAtDefault: false)
    public var `class`: NetworkLabel = .none
    public init() {}

    /// The class of every sample, if it is one.
    var ownLabels: [NetworkLabel] { `class` == .none ? [] : [`class`] }

    /// The weights that are meant.
    var network: NetworkWeights {
      var network = weights
      network.key = key.isEmpty ? nil : key
      return network
    }
  }

  private let network: TrainedNetwork
  private let label: NetworkLabel

  /// - Throws: ``FormatError`` if the weights cannot be used, or not with these images.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    network = try NetworkCache.shared.network(parameters.network)
    label = parameters.class
    try network.check(shape: training.shape, levels: [], labels: parameters.ownLabels)
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    try NetworkCache.shared.network(parameters.network).check(
      shape: shape, levels: levels, labels: parameters.ownLabels)
  }

  public static func remarks(
    _ parameters: Parameters, levels: [NoiseLevel]
  ) throws -> [String] {
    try NetworkCache.shared.network(parameters.network).remarks(levels: levels)
  }

  /// A class for all samples counts more than one for each.
  public static func classUse(_ parameters: Parameters) -> ClassUse {
    parameters.class == .none ? .asked : []
  }

  public static func check(_ parameters: Parameters, classes: [Int]?) throws {
    guard parameters.class == .none else { return }
    let network = try NetworkCache.shared.network(parameters.network)
    guard let classes else { return try network.check(.none) }
    for number in Set(classes).sorted() {
      try network.check(.number(number), key: "classes_of_samples")
    }
  }

  public static func remarks(_ parameters: Parameters, classes: [Int]?) throws -> [String] {
    guard classes == nil else {
      return parameters.class == .none
        ? []
        : [
          "its \"class\" is \(parameters.class.json.canonicalText) for all samples, whatever "
            + "\"classes_of_samples\" says"
        ]
    }
    return try NetworkCache.shared.network(parameters.network).remarks(onClass: parameters.class)
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int { TrainedNetwork.memory(parameters.network) }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    guard label == .none, noisy.classes != nil else {
      return try network.denoise(noisy, at: level, label: label)
    }
    var values: [Float] = []
    values.reserveCapacity(noisy.values.count)
    for part in noisy.partsOfOneClass {
      let label = part.class.map(NetworkLabel.number) ?? .none
      values += try network.denoise(part.images, at: level, label: label).values
    }
    return ImageBatch(shape: noisy.shape, values: values, firstSample: noisy.firstSample)
  }
}
