/// Pixels along an axis of the noisy image, and the places of the training images with whose windows
/// theirs are compared.
struct PlaceAxis: Sendable {
  let pixels: Range<Int>
  let places: Range<Int>
  /// How far a window reaches before and after its place.
  let before: Int
  let after: Int

  var extent: Int { before + 1 + after }

  /// Every pixel with all windows inside the images.
  ///
  /// - Precondition: the window is odd and fits.
  static func anyPlace(_ size: Int, window: Int) -> [PlaceAxis] {
    let reach = window / 2
    return [
      PlaceAxis(pixels: 0..<size, places: reach..<size - reach, before: reach, after: reach)
    ]
  }

  /// A pixel nearer to a border than half a window with the same place, its window cut off at the
  /// border; all others with each other's places.
  static func brokenAtBorders(_ size: Int, window: Int) -> [PlaceAxis] {
    let reach = window / 2
    let single = { (place: Int) in
      PlaceAxis(
        pixels: place..<place + 1, places: place..<place + 1, before: min(reach, place),
        after: min(reach, size - 1 - place))
    }
    guard size - 2 * reach > 1 else { return (0..<size).map(single) }
    let inside = reach..<size - reach
    return (0..<reach).map(single)
      + [PlaceAxis(pixels: inside, places: inside, before: reach, after: reach)]
      + (size - reach..<size).map(single)
  }
}
