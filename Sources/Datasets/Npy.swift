import Framework

/// Images from a NumPy file: uint8 [n, h, w] or [n, h, w, c], or float [n, c, h, w].
public struct Npy: Dataset {
  public static let name = "npy"
  public static let summary = "Images from a .npy file: uint8 [n, h, w(, c)] or float [n, c, h, w]"
  public static let algorithmVersion = 1

  public struct Parameters: ParameterSet {
    @Parameter("The .npy file.")
    public var path: FilePath
    @Parameter("What becomes [-1, 1]; default [0, 255] for uint8, [-1, 1] for float.")
    public var range = Either<ValueRange, Default>.absent
    public init() {}
  }

  private let parameters: Parameters

  public init(_ parameters: Parameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    guard split == .train else {
      throw DatasetError("an npy data set has the split \"train\" only; use an offset instead")
    }
    let file = parameters.path.url.path
    let array = try NpyArray(contentsOf: parameters.path.url)
    func refuse(_ problem: String) -> FormatError {
      FormatError(
        file: file, problem: problem,
        advice: "save images as uint8 [n, h, w] or [n, h, w, c], or as float [n, c, h, w]")
    }
    guard array.shape.allSatisfy({ $0 > 0 }) else { throw refuse("has shape \(array.shape)") }
    switch array.elementType {
    case .uint8:
      guard array.shape.count == 3 || array.shape.count == 4 else {
        throw refuse("is uint8 of shape \(array.shape)")
      }
      let shape = ImageShape(
        channels: array.shape.count == 4 ? array.shape[3] : 1, height: array.shape[1],
        width: array.shape[2])
      guard shape.channels <= 4 else {
        throw refuse("is uint8 of shape \(array.shape), which would be \(shape.channels) channels")
      }
      let bytes = Self.channelMajor(try array.bytes(), shape: shape)
      guard let range = parameters.range.value, range != ValueRange(0, 255) else {
        return ImageCollection(images: ImageStore(shape: shape, bytes: bytes))
      }
      return ImageCollection(
        images: ImageStore(shape: shape, floats: Self.scaled(bytes.map(Float.init), range)))
    case .float16, .float32, .float64:
      guard array.shape.count == 4 else { throw refuse("is float of shape \(array.shape)") }
      let shape = ImageShape(
        channels: array.shape[1], height: array.shape[2], width: array.shape[3])
      let values = array.floats()
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        throw refuse("image \(place / shape.count) holds a number that is not finite")
      }
      let range = parameters.range.value ?? ValueRange(-1, 1)
      return ImageCollection(
        images: ImageStore(
          shape: shape, floats: range == ValueRange(-1, 1) ? values : Self.scaled(values, range)))
    default: throw refuse("holds \(array.elementType.rawValue)")
    }
  }

  private static func channelMajor(_ bytes: [UInt8], shape: ImageShape) -> [UInt8] {
    guard shape.channels > 1 else { return bytes }
    let (pixels, channels) = (shape.height * shape.width, shape.channels)
    var result = bytes
    for image in stride(from: 0, to: bytes.count, by: shape.count) {
      for pixel in 0..<pixels {
        for channel in 0..<channels {
          result[image + channel * pixels + pixel] = bytes[image + pixel * channels + channel]
        }
      }
    }
    return result
  }

  private static func scaled(_ values: [Float], _ range: ValueRange) -> [Float] {
    values.map { Float((Double($0) - range.low) / (range.high - range.low) * 2 - 1) }
  }
}
