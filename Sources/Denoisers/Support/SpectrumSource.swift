import Foundation
import Framework

/// Where a denoiser's spectrum comes from, for the denoisers that may take a published one.
struct SpectrumSource {
  let path: Either<FilePath, Default>
  let range: ValueRange

  private var published: PublishedSpectrum? {
    get throws { try path.value.map { try PublishedSpectrum(at: $0.url) } }
  }

  /// - Throws: ``FormatError`` if a published spectrum does not fit images of `shape`.
  func check(_ shape: ImageShape) throws { try published?.check(shape) }

  func remarks() throws -> [String] { try [published?.remark].compactMap { $0 } }

  /// The published spectrum, if there is one and the data may be of its kind; nil stands for the
  /// data's own.
  ///
  /// - Throws: ``FormatError`` if it is none, or of other data.
  func spectrum(for training: TrainingSet) throws -> Spectrum? {
    guard let path = path.value else { return nil }
    let spectrum = try PublishedSpectrum(at: path.url).spectrum(training.shape, range: range)
    try Self.compare(spectrum, with: training.images, file: path.url.path)
    return spectrum
  }

  /// Images that the spectrum is compared with.
  private static let compared = 1000
  /// Root mean square of the distance of the means that is still taken for other images of one
  /// kind.
  private static let largestShift = 0.25
  /// The same for the variances along the first axis: by this factor in either direction.
  private static let largestRatio = 4.0

  /// A spectrum in another range, of another order of the elements or of other data answers
  /// nonsense without an error: its mean and its first axis are looked for in some of the images.
  private static func compare(_ spectrum: Spectrum, with images: ImageStore, file: String) throws {
    let step = max(1, images.count / compared)
    let chosen = Array(stride(from: 0, to: images.count, by: step))
    let size = images.shape.count
    var mean = [Double](repeating: 0, count: size)
    var (sum, squares) = (0.0, 0.0)
    let axis = Array(spectrum.vectors.row(0))
    for index in chosen {
      var projection = 0.0
      for (element, value) in images.image(index).enumerated() {
        mean[element] += Double(value)
        projection += axis[element] * Double(value)
      }
      sum += projection
      squares += projection * projection
    }
    let count = Double(chosen.count)
    let shift = zip(mean, spectrum.mean).reduce(0) {
      $0 + ($1.0 / count - $1.1) * ($1.0 / count - $1.1)
    }
    func text(_ value: Double) -> String { String(format: "%.3g", value) }
    let distance = (shift / Double(size)).squareRoot()
    guard distance <= largestShift else {
      throw FormatError(
        file: file,
        problem: "the mean is \(text(distance)) (root mean square) away from that of the images",
        advice:
          "is it of other images, in another range (set \"spectrum_range\", e.g. [0, 1]), or with "
          + "channels last?")
    }
    // Of one image there is no variance.
    let variance = squares / count - (sum / count) * (sum / count)
    guard chosen.count > 1, variance > 0 else { return }
    let ratio = spectrum.values[0] / variance
    guard (1 / largestRatio...largestRatio).contains(ratio) else {
      throw FormatError(
        file: file,
        problem:
          "the first eigenvalue is \(text(spectrum.values[0])), the images' variance along its "
          + "axis \(text(variance))",
        advice:
          "is it of other images, are axes rows where columns are meant, are eigenvalues singular "
          + "values, or is it in another range (set \"spectrum_range\")?")
    }
  }
}
