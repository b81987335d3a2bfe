import Framework

/// The pixels that the Wiener filter of a data set uses for each pixel.
///
/// W = U diag(a²λ / (s² + a²λ)) Uᵀ with each row divided by its diagonal entry; a mask holds the
/// entries with |W| at least a fraction of the largest. Source: Lukoianov et al. 2025 and their
/// release. All in Double, with eigenvalues clamped at zero: in float32 the noise of pixels that are
/// constant in the data is divided by itself, and the largest |W| then empties other masks.
public struct LocalityMasks: Sendable {
  /// What the threshold is a fraction of.
  public enum Scale: String, ChoiceParameter {
    /// The largest |W| of the whole matrix.
    case global
    /// The largest |W| of the entry's own row.
    case row
  }

  /// Which entries make up the mask of pixel q. W is not symmetric after the division.
  public enum Orientation: String, ChoiceParameter {
    /// Column q, as in the release.
    case column
    /// Row q, as in the paper.
    case row
  }

  /// Diagonal entries below this count as 1: pixels that are constant in the data.
  static let leastDiagonal = 1e-6

  let spectrum: Spectrum
  let shape: ImageShape
  let threshold: Double
  let scale: Scale
  let orientation: Orientation
  /// Where masks are kept between runs, and what tells the spectrum from others there.
  private let cache: (masks: MaskCache, spectrum: String)?

  /// Of a spectrum from elsewhere.
  public init(
    of spectrum: Spectrum, shape: ImageShape, threshold: Double, scale: Scale,
    orientation: Orientation
  ) {
    self.init(
      spectrum, shape, threshold: threshold, scale: scale, orientation: orientation, cache: nil)
  }

  /// Of a data set's own spectrum; its masks are kept on disk between runs.
  public init(
    of training: TrainingSet, threshold: Double, scale: Scale, orientation: Orientation
  ) {
    self.init(
      training.spectrum(ddof: 1), training.shape, threshold: threshold, scale: scale,
      orientation: orientation,
      cache: training.maskCache.map { ($0, training.spectrumIdentity(ddof: 1)) })
  }

  private init(
    _ spectrum: Spectrum, _ shape: ImageShape, threshold: Double, scale: Scale,
    orientation: Orientation, cache: (masks: MaskCache, spectrum: String)?
  ) {
    self.spectrum = spectrum
    self.shape = shape
    self.threshold = threshold
    self.scale = scale
    self.orientation = orientation
    self.cache = cache
  }

  /// The masks with the plan of their sums, from the cache if they were made before.
  func plan(at level: NoiseLevel, droppingEnergy fraction: Double = 0) -> MaskPlan {
    guard let cache else { return MaskPlan(masks(at: level, droppingEnergy: fraction)) }
    // Numbers as bits: those that print alike may differ.
    let numbers = [level.signal, level.noise, fraction, threshold].map {
      String($0.bitPattern, radix: 16)
    }
    let identity = ([cache.spectrum, scale.rawValue, orientation.rawValue] + numbers)
      .joined(separator: " ")
    return cache.masks.plan(identity, shape: shape) { masks(at: level, droppingEnergy: fraction) }
  }

  /// As those of ``plan(at:droppingEnergy:)``, for which sums are planned only to be kept.
  func keptMasks(at level: NoiseLevel, droppingEnergy fraction: Double = 0) -> PixelMasks {
    cache == nil
      ? masks(at: level, droppingEnergy: fraction)
      : plan(at: level, droppingEnergy: fraction).masks
  }

  /// The masks at a noise level, with the weakest components left out that together hold at most
  /// `fraction` of the energy.
  public func masks(at level: NoiseLevel, droppingEnergy fraction: Double = 0) -> PixelMasks {
    let filter = spectrum.symmetricWienerMatrix(at: level, droppingEnergy: fraction)
    let size = shape.count
    let divisors = (0..<size).map { Self.divisor(filter[$0, $0]).magnitude }
    let items = blocks(from: 0, to: size, of: 64)
    let largest = WorkPool.shared.map(items.count) { item in
      items[item].map { row in
        let values = filter.row(row)
        let diagonal = values.startIndex + row
        let others = max(
          values[..<diagonal].largestMagnitude, values[(diagonal + 1)...].largestMagnitude)
        // Beside the diagonal, which the division makes 1.
        return max(1, others / divisors[row])
      }
    }.flatMap { $0 }
    let largestOfAll = largest.max() ?? 0
    let least = largest.map { threshold * (scale == .global ? largestOfAll : $0) }
    return PixelMasks(shape) { place in
      // W is symmetric before the division: a row is the column too.
      let values = filter.row(place)
      var pixels: [Int] = []
      for (pixel, value) in values.enumerated() {
        let row = orientation == .column ? pixel : place
        let part = pixel == place ? 1 : value.magnitude / divisors[row]
        if part >= least[row] { pixels.append(pixel) }
      }
      return pixels
    }
  }

  /// W, each row divided by its diagonal entry.
  func normalisedFilter(
    at level: NoiseLevel, droppingEnergy fraction: Double
  ) -> Matrix<Double> {
    let size = shape.count
    var filter = spectrum.wienerMatrix(at: level, droppingEnergy: fraction)
    for row in 0..<size {
      let divisor = Self.divisor(filter.values[row * size + row])
      for index in row * size..<(row + 1) * size { filter.values[index] /= divisor }
      filter.values[row * size + row] = 1
    }
    return filter
  }

  private static func divisor(_ diagonal: Double) -> Double {
    diagonal.magnitude < leastDiagonal ? 1 : diagonal
  }
}

extension ArraySlice<Double> {
  fileprivate var largestMagnitude: Double { reduce(0) { Swift.max($0, $1.magnitude) } }
}
