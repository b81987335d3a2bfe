/// Each place's posterior mean given the window around it alone: the mean of the centres of the data's
/// windows P_u with weights softmax_{i,u}(−|x's window − a P_u|² / 2s²). All channels of a window are
/// compared together.
public struct WindowPosterior: Posterior {
  /// Which windows of the data a place's window is compared with.
  public enum Places: Sendable {
    /// The same place; what lies outside the image is ignored.
    case same
    /// Every place at which the window lies inside the image; the query is continued circularly.
    case any
    /// The same place on an axis along which the place is nearer to a border than half the window,
    /// any other place otherwise; what lies outside the image is ignored.
    case anyAwayFromBorders
  }

  private let window: Int
  private let places: Places
  private let level: NoiseLevel
  private let tolerance: Double

  /// - Parameters:
  ///   - window: side k of the window, odd; for `.any` it must fit into the images.
  ///   - places: the centres u that take part.
  ///   - level: a and s.
  ///   - tolerance: bound of the error that leaving out small weights may cause; 0 keeps all.
  public init(window: Int, places: Places, at level: NoiseLevel, tolerance: Double) {
    precondition(window % 2 == 1, "a window around a place has an odd side")
    self.window = window
    self.places = places
    self.level = level
    self.tolerance = tolerance
  }

  public func mean(
    of images: ImageStore, given noisy: ImageBatch, through scan: DataScan
  ) throws -> ImageBatch {
    precondition(noisy.shape == images.shape, "noisy images of another shape")
    switch places {
    case .same:
      return try SamePlacePosterior(of: images, window: window, at: level, tolerance: tolerance)
        .mean(given: noisy, through: scan)
    case .any:
      return try ShiftedPosterior(of: images, at: level, tolerance: tolerance, isCircular: true) {
        .anyPlace($0, window: window)
      }.mean(given: noisy, through: scan)
    case .anyAwayFromBorders:
      return try ShiftedPosterior(of: images, at: level, tolerance: tolerance, isCircular: false) {
        .samePlaceAtBorders($0, window: window)
      }.mean(given: noisy, through: scan)
    }
  }
}
