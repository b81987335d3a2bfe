import Framework

/// Where sensitivity maps come from.
public enum Heatmaps: ParameterType {
  /// |W_t| of the training data: `{"from": "wiener"}`.
  case wiener
  /// An array in a file, [steps, h, w, h, w]; map [t, y, x] is that of pixel (y, x) at step t.
  case file(FilePath)
  /// Those of another denoiser at noised training images: `{"from": {"name": …}, "images": 8}`.
  case denoiser(DenoiserEntry, images: Int)

  /// Noised training images, if a spec does not say how many.
  public static let defaultImages = 8

  /// The maps at a level.
  ///
  /// - Throws: ``FormatError`` if the file does not fit the images, or what the denoiser throws.
  public func maps(
    for training: TrainingSet
  ) throws -> @Sendable (NoiseLevel) throws -> SensitivityMaps {
    let shape = training.shape
    switch self {
    case .wiener:
      let spectrum = training.spectrum(ddof: 1)
      return { SensitivityMaps(of: spectrum, shape: shape, at: $0) }
    case .file(let path): return try Self.maps(in: path, shape: shape)
    case .denoiser(let entry, let images):
      let denoiser = try entry.request.make.fit(training)
      let maps = OnceByKey<NoiseLevel, SensitivityMaps>()
      return { level in
        try maps.value(for: level) { () throws in
          try SensitivityMaps(of: denoiser, fittedTo: training, images: images, at: level)
        }
      }
    }
  }

  private static func maps(
    in path: FilePath, shape: ImageShape
  ) throws -> @Sendable (NoiseLevel) throws -> SensitivityMaps {
    let array = try NpyArray(contentsOf: path.url)
    @Sendable func error(_ problem: String, _ advice: String) -> FormatError {
      FormatError(file: path.url.path, problem: problem, advice: advice)
    }
    let plane = [shape.height, shape.width]
    guard array.shape.count == 5, Array(array.shape.dropFirst()) == plane + plane else {
      throw error(
        "the sensitivity maps have shape \(array.shape), the images are \(shape)",
        "give an array [steps, h, w, h, w] of maps for images of this size")
    }
    let (steps, size) = (array.shape[0], plane[0] * plane[1])
    return { level in
      guard level.step < steps else {
        throw error(
          "there are sensitivity maps for \(steps) steps, and the run has more",
          "give one array [h, w, h, w] for each step of the run")
      }
      let heat = array.floats(in: level.step * size * size..<(level.step + 1) * size * size)
      guard heat.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
        throw error(
          "the sensitivity maps of step \(level.step) hold numbers that are negative or not finite",
          "give magnitudes of sensitivity, zero or more")
      }
      guard heat.contains(where: { $0 > 0 }) else {
        throw error(
          "the heat maps of step \(level.step) are zero for all \(size) pixels",
          "give maps with heat, or take them from elsewhere, e.g. {\"from\": \"wiener\"}")
      }
      return SensitivityMaps(height: plane[0], width: plane[1], heat: heat)
    }
  }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> Heatmaps? {
    guard json.members != nil else {
      return FilePath.read(json, within: bounds, with: reader).map { .file($0) }
    }
    reader.refuseUnknownKeys(of: json, known: ["from", "images"])
    guard let source = json["from"] else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    guard source.string != "wiener" else {
      guard json["images"] == nil else {
        reader.at("images").report(
          "the wiener filter's maps are the same at every image; leave this key out",
          at: json["images"])
        return nil
      }
      return .wiener
    }
    let images =
      json["images"].map { Int.read($0, within: (1...).bounds, with: reader.at("images")) }
      ?? defaultImages
    let entry = DenoiserEntry.read(source, within: nil, with: reader.at("from"))
    guard let images, let entry else { return nil }
    return .denoiser(entry, images: images)
  }

  public var json: JSON {
    switch self {
    case .wiener: ["from": "wiener"]
    case .file(let path): path.json
    case .denoiser(let entry, let images): ["from": entry.json, "images": .integer(images)]
    }
  }

  public func identity() throws -> JSON {
    switch self {
    case .wiener: json
    case .file(let path): try path.identity()
    case .denoiser(let entry, let images):
      ["from": try entry.identity(), "images": .integer(images)]
    }
  }

  public static var isWrittenAsString: Bool { true }

  public static func typeName(within bounds: Bounds?) -> String {
    "a path to an .npy file, {\"from\": \"wiener\"} or "
      + "{\"from\": a denoiser, \"images\": how many noised training images, default \(defaultImages)}"
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    [
      "anyOf": [
        ["type": "string"],
        [
          "type": "object", "properties": ["from": ["const": "wiener"]], "required": ["from"],
          "additionalProperties": false,
        ],
        [
          "type": "object",
          "properties": [
            "from": DenoiserEntry.schema(within: nil),
            "images": Int.schema(within: (1...).bounds),
          ],
          "required": ["from"], "additionalProperties": false,
        ],
      ]
    ]
  }
}
