/// Where the windows of one axis of the image stand, and with which places of the data a window of
/// the query is compared.
///
/// A window at place u reaches from u - before to u + after; what lies outside the image counts as
/// nothing. A shift d compares the query's window at (u + d) mod size with the data's at u.
package struct WindowAxis: Sendable {
  package struct Shift: Sendable {
    package let offset: Int
    /// The places u of the data's windows.
    package let places: Range<Int>
  }

  package let size: Int
  package let before: Int
  package let after: Int
  package let shifts: [Shift]
  /// The largest number of places that one window of the query is compared with.
  let choices: Int

  /// Pixels of a window.
  var extent: Int { before + 1 + after }

  /// Every pixel's window against the same place of the data.
  package static func samePlace(_ size: Int, window: Int) -> WindowAxis {
    // A window beyond the image on both sides holds no more than the image.
    let reach = min(window / 2, size - 1)
    return WindowAxis(
      size: size, before: reach, after: reach, shifts: [Shift(offset: 0, places: 0..<size)],
      choices: 1)
  }

  /// Every pixel's window, the query continued circularly, against all windows inside the image.
  ///
  /// - Precondition: the window is odd and fits.
  package static func anyPlace(_ size: Int, window: Int) -> WindowAxis {
    let reach = window / 2
    let places = reach..<size - reach
    return WindowAxis(
      size: size, before: reach, after: reach,
      shifts: (0..<size).map { Shift(offset: $0, places: places) }, choices: places.count)
  }

  /// A pixel nearer to a border than half a window against the same place, any other against all
  /// that are as far from both borders.
  package static func samePlaceAtBorders(_ size: Int, window: Int) -> WindowAxis {
    let reach = window / 2
    let inside = size - 2 * reach
    guard inside > 1 else { return samePlace(size, window: window) }
    let shifts = (1 - inside..<inside).map { offset in
      offset == 0
        ? Shift(offset: 0, places: 0..<size)
        : Shift(
          offset: offset, places: max(reach, reach - offset)..<size - max(reach, reach + offset))
    }
    return WindowAxis(size: size, before: reach, after: reach, shifts: shifts, choices: inside)
  }

  /// All windows inside the image, known by their first pixel, against the same place.
  ///
  /// - Precondition: the window fits.
  package static func inside(_ size: Int, window: Int) -> WindowAxis {
    WindowAxis(
      size: size, before: 0, after: window - 1,
      shifts: [Shift(offset: 0, places: 0..<size - window + 1)], choices: 1)
  }
}
