/// A window that does not fit into the images.
public struct WindowSizeError: Error, Equatable, CustomStringConvertible {
  /// The parameter that gave the size.
  public let key: String
  public let size: Int
  public let shape: ImageShape

  public var description: String {
    let side = min(shape.height, shape.width)
    return "\"\(key)\": a window of \(size) × \(size) pixels does not fit into images of "
      + "\(shape.height) × \(shape.width); use \(side) or less"
  }

  /// - Throws: ``WindowSizeError`` for the first of `sizes` that is larger than the images.
  public static func check(_ sizes: [Int], key: String, fitInto shape: ImageShape) throws {
    for size in sizes where size > min(shape.height, shape.width) {
      throw WindowSizeError(key: key, size: size, shape: shape)
    }
  }
}
