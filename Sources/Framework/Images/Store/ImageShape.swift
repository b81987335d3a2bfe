/// Channels, height and width of an image; stored channel-major, [c, h, w].
public struct ImageShape: Hashable, Sendable, CustomStringConvertible {
  public let channels: Int
  public let height: Int
  public let width: Int

  /// - Precondition: every size is at least 1.
  public init(channels: Int, height: Int, width: Int) {
    precondition(channels > 0 && height > 0 && width > 0, "an image has at least one pixel")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Numbers in an image: c·h·w.
  public var count: Int { channels * height * width }
  /// Pixels in an image: h·w.
  public var area: Int { height * width }
  /// One channel of it.
  public var plane: ImageShape { ImageShape(channels: 1, height: height, width: width) }

  /// What to do about an array [.., h, w, c] where [.., c, h, w] is needed; nil if it is no such array.
  package static func hintOnChannels(_ sizes: [Int], _ expected: ImageShape) -> String? {
    sizes.suffix(3) == [expected.height, expected.width, expected.channels]
      ? "its channels stand last: put them before the rows with numpy.moveaxis(array, -1, -3)" : nil
  }

  public var description: String { "\(channels)×\(height)×\(width)" }
}
