import Foundation
import Framework

/// Images from a NumPy file: uint8 [n, h, w] or [n, h, w, c], or float [n, c, h, w].
public struct Npy: Dataset {
  public static let name = "npy"
  public static let summary = "Images from a .npy file: uint8 [n, h, w(, c)] or float [n, c, h, w]"
  public static let algorithmVersion = 1

  /// The order of an array's dimensions.
  public enum Layout: String, ChoiceParameter { case nhwc, nchw }

  public struct Parameters: ParameterSet {
    @Parameter("The .npy file.")
    public var path: FilePath
    @Parameter(
      "What becomes [-1, 1]; default [0, 255] for uint8, [-1, 1] for float, and then nothing may lie "
        + "outside.")
    public var range = Either<ValueRange, Default>.absent
    @Parameter(
      "Where the channels stand, last or before the rows; default \"nhwc\" for uint8, \"nchw\" for "
        + "float, unless the shape speaks for the other.")
    public var layout = Either<Layout, Default>.absent
    public init() {}
  }

  private let parameters: Parameters

  public init(_ parameters: Parameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    guard split == .train else {
      throw DatasetError("an npy data set has the split \"train\" only; use an offset instead")
    }
    let array = try NpyArray(contentsOf: parameters.path.url)
    guard array.shape.allSatisfy({ $0 > 0 }) else {
      throw refuse("has shape \(array.shape)", Self.advice)
    }
    switch array.elementType {
    case .uint8: return try bytes(array)
    case .float16, .float32, .float64: return try floats(array)
    default: throw refuse("holds \(array.elementType.rawValue)", Self.advice)
    }
  }

  private static let advice =
    "save images as uint8 [n, h, w] or [n, h, w, c], or as float [n, c, h, w]"

  private func refuse(_ problem: String, _ advice: String) -> FormatError {
    FormatError(file: parameters.path.url.path, problem: problem, advice: advice)
  }

  private func bytes(_ array: NpyArray) throws -> ImageCollection {
    guard array.shape.count == 3 || array.shape.count == 4 else {
      throw refuse("is uint8 of shape \(array.shape)", Self.advice)
    }
    let sizes = array.shape.count == 3 ? array.shape + [1] : array.shape
    let layout = try layout(of: sizes, "uint8", standard: array.shape.count == 3 ? nil : .nhwc)
    let shape = Self.shape(sizes, layout)
    var bytes = Data()
    if Self.isChannelMajor(shape, layout) {
      // As they lie in the mapped file.
      bytes = try array.byteData(in: 0..<array.count)
    } else {
      bytes.reserveCapacity(array.count)
      for image in 0..<sizes[0] {
        bytes += Self.channelMajor(try array.bytes(in: shape.elements(of: image)), shape)
      }
    }
    guard let range = parameters.range.value, range != ValueRange(0, 255) else {
      let remark = maskRemark(bytes, of: parameters.path.url, advice: "set \"range\": [0, 1]")
      let all = ImageStore.Segment(data: bytes, offset: 0, stride: shape.count, count: sizes[0])
      return ImageCollection(
        images: ImageStore(shape: shape, segments: [all]), remarks: [remark].compactMap { $0 })
    }
    return try collection(shape, bytes.map(Float.init), range)
  }

  private func floats(_ array: NpyArray) throws -> ImageCollection {
    guard array.shape.count == 4 else {
      throw refuse("is float of shape \(array.shape)", Self.advice)
    }
    let layout = try layout(of: array.shape, "float", standard: .nchw)
    let shape = Self.shape(array.shape, layout)
    var values: [Float] = []
    if Self.isChannelMajor(shape, layout) {
      values = array.floats()
    } else {
      values.reserveCapacity(array.count)
      for image in 0..<array.shape[0] {
        values += Self.channelMajor(array.floats(in: shape.elements(of: image)), shape)
      }
    }
    return try collection(shape, values, parameters.range.value)
  }

  // MARK: Layout

  /// The layout that the spec says, or the element type's own unless the shape speaks against it.
  ///
  /// - Parameter standard: nil for an array without channels.
  private func layout(of sizes: [Int], _ type: String, standard: Layout?) throws -> Layout {
    guard let standard else { return .nhwc }
    if let layout = parameters.layout.value { return layout }
    let (first, last) = (sizes[1], sizes[3])
    let (own, other) = standard == .nchw ? (first, last) : (last, first)
    let likely: Layout = standard == .nchw ? .nhwc : .nchw
    guard own <= 4 else {
      throw refuse(
        "is \(type) of shape \(sizes), which would be \(own) channels",
        Self.advice + ", or set \"layout\": \"\(likely.rawValue)\" if that is what it is")
    }
    // A number of channels where rows or columns should stand, beside larger numbers.
    guard [1, 3, 4].contains(other), own > other, sizes[2] > other else { return standard }
    throw refuse(
      "is \(type) of shape \(sizes), where \(own) would be the channels, but may be \(other)",
      "set \"layout\": \"\(likely.rawValue)\" for \(other) channels, \"\(standard.rawValue)\" for "
        + "\(own)")
  }

  private static func shape(_ sizes: [Int], _ layout: Layout) -> ImageShape {
    layout == .nchw
      ? ImageShape(channels: sizes[1], height: sizes[2], width: sizes[3])
      : ImageShape(channels: sizes[3], height: sizes[1], width: sizes[2])
  }

  private static func isChannelMajor(_ shape: ImageShape, _ layout: Layout) -> Bool {
    layout == .nchw || shape.channels == 1
  }

  /// One image, whose channels stood last, with its channels first.
  private static func channelMajor<Element>(
    _ image: [Element], _ shape: ImageShape
  ) -> [Element] {
    let (pixels, channels) = (shape.height * shape.width, shape.channels)
    var result = image
    for pixel in 0..<pixels {
      for channel in 0..<channels {
        result[channel * pixels + pixel] = image[pixel * channels + channel]
      }
    }
    return result
  }

  // MARK: Range

  /// How far a number may lie outside by the rounding of an earlier scaling.
  private static let rounding: Float = 1e-3

  private func collection(
    _ shape: ImageShape, _ values: [Float], _ range: ValueRange?
  ) throws -> ImageCollection {
    let given = range ?? ValueRange(-1, 1)
    let scaled = given == ValueRange(-1, 1) ? values : Self.scaled(values, given)
    if let place = scaled.firstIndex(where: { !$0.isFinite }) {
      throw refuse("image \(place / shape.count) holds a number that is not finite", Self.advice)
    }
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    let bounds = -1 - Self.rounding...1 + Self.rounding
    let isOutside = !(bounds.contains(scaled.min() ?? 0) && bounds.contains(scaled.max() ?? 0))
    var remarks: [String] = []
    if isOutside {
      guard range != nil else {
        throw refuse(
          "holds numbers from \(low) to \(high), and floats are taken to lie in [-1, 1]",
          "say with \"range\" what becomes [-1, 1], e.g. \"range\": \(Self.likelyRange(low, high))")
      }
      remarks.append(
        "\(parameters.path.url.path) holds numbers from \(low) to \(high), outside its \"range\" "
          + given.json.canonicalText)
    } else if range == nil, low >= 0 {
      remarks.append(
        "\(parameters.path.url.path) holds numbers from \(low) to \(high), none below 0, taken as of "
          + "[-1, 1]; if they are of [0, 1], set \"range\": [0, 1]")
    }
    return ImageCollection(images: ImageStore(shape: shape, floats: scaled), remarks: remarks)
  }

  private static func likelyRange(_ low: Float, _ high: Float) -> String {
    low < 0 ? "[\(-max(-low, high)), \(max(-low, high))]" : high <= 1.001 ? "[0, 1]" : "[0, 255]"
  }

  private static func scaled(_ values: [Float], _ range: ValueRange) -> [Float] {
    values.map { Float((Double($0) - range.low) / (range.high - range.low) * 2 - 1) }
  }
}

extension ImageShape {
  /// The elements of one image of an array, whatever their order.
  fileprivate func elements(of image: Int) -> Range<Int> { image * count..<(image + 1) * count }
}
