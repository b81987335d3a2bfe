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

  let parameters: Parameters

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

  static let advice =
    "save images as uint8 [n, h, w] or [n, h, w, c], or as float [n, c, h, w]"

  func refuse(_ problem: String, _ advice: String) -> FormatError {
    FormatError(file: parameters.path.url.path, problem: problem, advice: advice)
  }

  private func bytes(_ array: NpyArray) throws -> ImageCollection {
    guard array.shape.count == 3 || array.shape.count == 4 else {
      throw refuse("is uint8 of shape \(array.shape)", Self.advice)
    }
    let sizes = array.shape.count == 3 ? array.shape + [1] : array.shape
    let layout = try layout(of: sizes, "uint8", standard: array.shape.count == 3 ? nil : .nhwc)
    let shape = Self.shape(sizes, layout)
    let images: ImageStore
    if Self.isChannelMajor(shape, layout), !array.isFortranOrder {
      // As they lie in the mapped file.
      let all = ImageStore.Segment(
        data: try array.byteData(in: 0..<array.count), offset: 0, stride: shape.count,
        count: sizes[0])
      images = ImageStore(shape: shape, segments: [all])
    } else {
      images = ImageStore(
        shape: shape, count: sizes[0],
        making: .bytes { range in
          let elements = shape.elements(of: range)
          defer { array.giveBack(elements) }
          // The type has been checked.
          let bytes = (try? array.bytes(in: elements)) ?? []
          return Self.isChannelMajor(shape, layout) ? bytes : Self.channelMajor(bytes, shape)
        })
    }
    guard let range = parameters.range.value, range != ValueRange(0, 255) else {
      let remark = maskRemark(images, of: parameters.path.url, advice: "set \"range\": [0, 1]")
      return ImageCollection(images: images, remarks: [remark].compactMap { $0 })
    }
    return try collection(shape, sizes[0], range) { images.bytes(in: $0).map(Float.init) }
  }

  private func floats(_ array: NpyArray) throws -> ImageCollection {
    guard array.shape.count == 4 else {
      throw refuse("is float of shape \(array.shape)", Self.advice)
    }
    let layout = try layout(of: array.shape, "float", standard: .nchw)
    let shape = Self.shape(array.shape, layout)
    return try collection(shape, array.shape[0], parameters.range.value) { range in
      let elements = shape.elements(of: range)
      defer { array.giveBack(elements) }
      let values = array.floats(in: elements)
      return Self.isChannelMajor(shape, layout) ? values : Self.channelMajor(values, shape)
    }
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
    // One channel beside rows and columns that are too many to be channels.
    if other == 1, own > 4, sizes[2] > 4 { return likely }
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

  /// Images, whose channels stood last, with their channels first.
  private static func channelMajor<Element>(
    _ images: [Element], _ shape: ImageShape
  ) -> [Element] {
    let (pixels, channels) = (shape.area, shape.channels)
    var result = images
    for start in stride(from: 0, to: images.count, by: shape.count) {
      for pixel in 0..<pixels {
        for channel in 0..<channels {
          result[start + channel * pixels + pixel] = images[start + pixel * channels + channel]
        }
      }
    }
    return result
  }
}

extension ImageShape {
  /// The elements of some images of an array, whatever their order.
  fileprivate func elements(of images: Range<Int>) -> Range<Int> {
    images.lowerBound * count..<images.upperBound * count
  }
}
