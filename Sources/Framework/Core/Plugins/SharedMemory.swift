/// What denoisers that are fitted to the same images hold together, beside the images.
public struct SharedMemory: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Bytes of images side by side, as methods read them that compare many at a time; laid out when
  /// they are first asked.
  public static let groups = SharedMemory(rawValue: 1)
  /// The covariance of the images and its eigenvectors, which are computed when the first is fitted;
  /// see ``TrainingSet/spectrum(ddof:)``.
  public static let spectrum = SharedMemory(rawValue: 2)

  /// Bytes that stay.
  public func held(of images: ImageStore) -> Int {
    (contains(.groups) ? images.groupMemory : 0)
      + (contains(.spectrum) ? 2 * Self.matrix(images.shape) : 0)
  }

  /// Bytes that are taken while the spectrum is computed, those that stay of it included: nearly five
  /// matrices of the covariance's size.
  public func fitting(to images: ImageStore) -> Int {
    contains(.spectrum) ? 19 * Self.matrix(images.shape) / 4 : 0
  }

  private static func matrix(_ shape: ImageShape) -> Int {
    shape.count * shape.count * MemoryLayout<Double>.stride
  }
}
