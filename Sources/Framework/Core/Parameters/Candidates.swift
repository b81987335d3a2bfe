/// The values of a parameter that `locus calibrate` tries, for images of a given shape.
///
/// A plugin declares them beside the parameter: `@Parameter("Side k …", candidates: .oddSides)`.
public struct Candidates: Sendable {
  private let make: @Sendable (ImageShape) -> [JSON]

  /// - Parameter make: at least one value for every shape, as in a spec, no two the same.
  public init(_ make: @escaping @Sendable (ImageShape) -> [JSON]) { self.make = make }

  /// The same values for all images.
  public static func values(_ values: [Double]) -> Candidates {
    Candidates { _ in values.map { .number($0) } }
  }

  /// 1, 3, 5 … up to what fits into the images.
  public static let oddSides = Candidates { shape in
    stride(from: 1, through: min(shape.height, shape.width), by: 2).map { .integer($0) }
  }

  /// 1, 3, 5 … and the whole image.
  public static let sides = Candidates { shape in
    let side = min(shape.height, shape.width)
    return stride(from: 1, to: side, by: 2).map { .integer($0) } + [.integer(side)]
  }

  public func values(for shape: ImageShape) -> [JSON] { make(shape) }
}
