import Framework

/// What was found in a network's files.
public struct NetworkSummary: Sendable {
  public let architecture: String
  /// What people call it: "a DDPM++ of EDM".
  public let title: String
  public let channels: Int
  /// Channels, height and width, where the config tells.
  public let image: [Int]?
  public let parameters: Int
  public let tensors: Int
  /// The network's noise levels: "1000, linear betas 0.0001 to 0.02".
  public let noiseLevels: String
  /// What the network predicts, by diffusers' name: "epsilon", "sample", "v_prediction".
  public let prediction: String
  /// Which classes it answers for: "10 or none"; nil for none.
  public let classes: String?
  /// Whether it answers for a class only, given by its number.
  public let needsClass: Bool
  /// What was taken for granted.
  public let remarks: [String]
  /// The config as it was read.
  package let config: JSON

  /// Looks at config, names and shapes, not at the numbers.
  ///
  /// - Throws: ``FormatError`` if the network is not supported.
  public init(_ weights: NetworkWeights) throws {
    let source = try NetworkSource(weights)
    let body = try TrainedNetwork.body(of: source)
    self.init(
      source, body, remarks: source.remarks + [body.convention.remark].compactMap { $0 })
  }

  init(_ source: NetworkSource, _ body: any NetworkBody, remarks: [String]) {
    architecture = type(of: body).architecture
    title = NetworkTitle.title(architecture, ConfigReader.flattened(source.config))
    (channels, image) = (body.inputChannels, body.image)
    let names = source.tensors.names
    parameters = names.reduce(0) { $0 + (source.tensors[$1]?.count ?? 0) }
    tensors = names.count
    noiseLevels = body.convention.levelsText
    prediction = body.convention.predictionText
    classes = body.classes.text
    needsClass =
      body.classes.refusal(of: .none) != nil && body.classes.refusal(of: .number(0)) == nil
    config = source.config
    self.remarks = remarks
  }

  /// "a DDPM++ of EDM for 32×32×3 images, 55.7 M parameters".
  public var sentence: String {
    let images =
      image.map { "\($0[1])×\($0[2])×\($0[0]) images" }
      ?? "images of \(channels) channel\(channels == 1 ? "" : "s")"
    let count =
      parameters >= 1_000_000
      ? "\((Double(parameters) / 1e5).rounded() / 10) M" : "\(parameters)"
    return "\(title) for \(images), \(count) parameters"
  }
}

/// What people call a network.
private enum NetworkTitle {
  static func title(_ architecture: String, _ config: JSON) -> String {
    switch architecture {
    case "edm": edm(config)
    case "conv-unet": "a small U-Net without normalisation"
    case "ddpm-unet": "a U-Net of Lukoianov et al."
    case "diffusers-unet": "a UNet2DModel of diffusers"
    case "guided-unet", "guided-diffusion": "a U-Net of guided-diffusion"
    case "kamb-resnet": "a MinimalResNet of Kamb and Ganguli"
    case "kamb-unet": "a MinimalUNet of Kamb and Ganguli"
    case "dit": "a DiT"
    default: "a network of the architecture \(architecture)"
    }
  }

  /// The names of Karras et al. 2022, Table 1, and of Song et al. 2021.
  private static func edm(_ config: JSON) -> String {
    let name = config["class"]?.string ?? "EDMPrecond"
    let isSong =
      (config["model_type"]?.string ?? (name.hasPrefix("V") ? "SongUNet" : "")) == "SongUNet"
    let embedding = config["embedding_type"]?.string ?? "positional"
    let encoder = config["encoder_type"]?.string ?? "standard"
    let model =
      switch (isSong, embedding, encoder) {
      case (false, _, _): "an ADM"
      case (_, "positional", "standard"): "a DDPM++"
      case (_, "fourier", "residual"): "an NCSN++"
      default: "a SongUNet"
      }
    return model + " of EDM" + (name == "EDMPrecond" ? "" : " (\(name))")
  }
}
