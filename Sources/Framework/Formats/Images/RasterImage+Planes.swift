import ByteKernels

extension RasterImage {
  /// The samples channel by channel, [channels, height, width]: gray is repeated for colour, colour
  /// becomes the luma of ITU-R BT.601.
  ///
  /// - Parameter wanted: 1 or 3.
  public func planes(channels wanted: Int) -> [UInt8] {
    let count = width * height
    if channels == 1 { return wanted == 1 ? pixels : pixels + pixels + pixels }
    return [UInt8](unsafeUninitializedCapacity: count * wanted) { target, initializedCount in
      guard let output = target.baseAddress else { return }
      if wanted == 1 {
        lumaOfRGB(pixels, pixels: count, output)
      } else {
        separateChannels(pixels, pixels: count, channels: channels, output)
      }
      initializedCount = count * wanted
    }
  }
}
