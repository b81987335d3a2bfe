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

  public init(
    of spectrum: Spectrum, shape: ImageShape, threshold: Double, scale: Scale,
    orientation: Orientation
  ) {
    self.spectrum = spectrum
    self.shape = shape
    self.threshold = threshold
    self.scale = scale
    self.orientation = orientation
  }

  /// The masks at a noise level, with the weakest components left out that together hold at most
  /// `fraction` of the energy.
  public func masks(at level: NoiseLevel, droppingEnergy fraction: Double = 0) -> PixelMasks {
    let filter = normalisedFilter(at: level, droppingEnergy: fraction)
    let largest = (0..<filter.rows).map { filter.row($0).reduce(0) { max($0, abs($1)) } }
    let largestOfAll = largest.max() ?? 0
    var masks = PixelMasks(empty: shape)
    for row in 0..<filter.rows {
      let least = threshold * (scale == .global ? largestOfAll : largest[row])
      for (column, value) in filter.row(row).enumerated() where abs(value) >= least {
        switch orientation {
        case .column: masks[column, row] = true
        case .row: masks[row, column] = true
        }
      }
    }
    return masks
  }

  /// W, each row divided by its diagonal entry.
  func normalisedFilter(
    at level: NoiseLevel, droppingEnergy fraction: Double
  ) -> Matrix<Double> {
    let size = shape.count
    var filter = spectrum.wienerMatrix(at: level, droppingEnergy: fraction)
    for row in 0..<size {
      let diagonal = filter.values[row * size + row]
      let divisor = abs(diagonal) < Self.leastDiagonal ? 1 : diagonal
      for index in row * size..<(row + 1) * size { filter.values[index] /= divisor }
      filter.values[row * size + row] = 1
    }
    return filter
  }
}
