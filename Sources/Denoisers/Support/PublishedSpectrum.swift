import Foundation
import Framework

/// A principal component analysis that somebody published: mean, axes and eigenvalues in a file.
///
/// Names are those of scikit-learn (`mean_`, `components_`, `explained_variance_`), NumPy's `eigh`
/// (`mean`, `eigenvectors`, `eigenvalues`) and the release of Lukoianov et al., a folder with
/// `mean.pt`, `LA.pt` and `U.pt` or `Vh.pt`. Axes are rows [k, m] or columns [m, k], as the shape
/// says, or the name where k = m; their signs do not matter. Eigenvalues are variances, in any
/// order.
struct PublishedSpectrum {
  private let url: URL
  private let mean: NamedArrays.Array
  private let values: NamedArrays.Array
  private let axes: NamedArrays.Array

  static let meanNames = ["mean", "mean_", "mu"]
  static let valueNames = [
    "eigenvalues", "explained_variance_", "explained_variance", "evals", "eigvals", "LA",
  ]
  /// Whose rows are the axes.
  static let rowNames = ["components_", "components", "axes", "Vh", "Vt"]
  /// Whose columns are the axes.
  static let columnNames = ["eigenvectors", "evecs", "eigvecs", "vectors", "U", "V"]

  /// - Throws: ``FormatError`` if there is no such file, or it lacks one of the three.
  init(at url: URL) throws {
    self.url = url
    let arrays = try NamedArrays(at: url)
    func find(_ what: String, _ names: [String]) throws -> NamedArrays.Array {
      if let name = names.first(where: arrays.names.contains) {
        return try arrays.array(named: name)
      }
      let found = arrays.names.joined(separator: ", ")
      throw FormatError(
        file: url.path,
        problem:
          "holds no \(what) under a known name; it holds \(found.isEmpty ? "nothing" : found)",
        advice: "call it one of: " + names.joined(separator: ", "))
    }
    mean = try find("mean", Self.meanNames)
    values = try find("eigenvalues", Self.valueNames)
    axes = try find("axes", Self.rowNames + Self.columnNames)
  }

  private func wrong(_ problem: String, _ advice: String) -> FormatError {
    FormatError(file: url.path, problem: problem, advice: advice)
  }

  /// Number of components, and whether the axes are rows.
  private func layout(for shape: ImageShape) throws -> (count: Int, areRows: Bool) {
    let size = shape.count
    let image = [shape.channels, shape.height, shape.width]
    guard mean.shape == [size] || mean.shape == [1, size] || mean.shape == image else {
      throw wrong(
        "has a mean \"\(mean.name)\" of shape \(mean.shape), the images are \(shape)",
        "give a spectrum of such images, [\(size)] or \(image) (channels first)")
    }
    guard values.shape.count == 1, let count = values.shape.first, (1...size).contains(count) else {
      throw wrong(
        "has eigenvalues \"\(values.name)\" of shape \(values.shape)",
        "give a list of 1 to \(size) numbers")
    }
    let matches = [(axes.shape == [count, size], true), (axes.shape == [size, count], false)]
      .filter(\.0).map(\.1)
    guard let first = matches.first ?? (axes.shape == [count] + image ? true : nil) else {
      throw wrong(
        "has axes \"\(axes.name)\" of shape \(axes.shape) for \(count) eigenvalues and images of "
          + "\(shape)",
        "give them as rows [\(count), \(size)] or columns [\(size), \(count)]")
    }
    return (count, matches.count == 2 ? Self.rowNames.contains(axes.name) : first)
  }

  /// - Throws: ``FormatError`` if the arrays' shapes do not fit images of `shape`.
  func check(_ shape: ImageShape) throws { _ = try layout(for: shape) }

  /// What is taken for what.
  var remark: String {
    let count = values.shape.first ?? 0
    return "the spectrum is that of \(url.path), not of the data: \(count) component"
      + (count == 1 ? "" : "s")
      + " (\(mean.name), \(values.name), \(axes.name)); the rest counts as constant"
  }

  /// The spectrum for images of `shape` in [-1, 1].
  ///
  /// - Parameter range: what of the file's numbers becomes [-1, 1].
  /// - Throws: ``FormatError`` for numbers that are no principal components.
  func spectrum(_ shape: ImageShape, range: ValueRange) throws -> Spectrum {
    let (count, areRows) = try layout(for: shape)
    let scale = 2 / (range.high - range.low)
    let center = try mean.numbers().map { ($0 - range.low) * scale - 1 }
    let variances = try values.numbers().map { $0 * scale * scale }
    let stored = try axes.numbers()
    guard (center + variances + stored).allSatisfy(\.isFinite) else {
      throw wrong("holds numbers that are not finite", "compute it again")
    }
    let largest = variances.max() ?? 0
    if let negative = variances.min(), negative < -1e-4 * largest || largest <= 0 {
      throw wrong(
        "has an eigenvalue of \(negative / scale / scale)",
        "eigenvalues are variances, which are not negative and not all 0")
    }
    // Strongest first, whatever the file's order.
    let order = variances.indices.sorted { variances[$0] > variances[$1] }
    let size = shape.count
    var vectors = Matrix<Double>(rows: count, columns: size)
    for (row, index) in order.enumerated() {
      for column in 0..<size {
        vectors.values[row * size + column] =
          stored[areRows ? index * size + column : column * count + index]
      }
    }
    try checkOrthonormal(vectors)
    return Spectrum(mean: center, values: order.map { max(variances[$0], 0) }, vectors: vectors)
  }

  /// How far products of axes may be from those of orthonormal ones: float16 keeps three digits.
  private static let tolerance = 0.01
  /// Axes that are compared with all others.
  private static let compared = 32

  private func checkOrthonormal(_ vectors: Matrix<Double>) throws {
    let step = max(1, vectors.rows / Self.compared)
    let chosen = Array(stride(from: 0, to: vectors.rows, by: step))
    let part = Matrix(
      rows: chosen.count, columns: vectors.columns,
      values: chosen.flatMap { Array(vectors.row($0)) })
    let products = part.multiplied(by: vectors, transposingOther: true)
    for (row, index) in chosen.enumerated() {
      for other in 0..<vectors.rows {
        let (product, expected) = (products[row, other], index == other ? 1.0 : 0)
        guard abs(product - expected) <= Self.tolerance else {
          throw wrong(
            index == other
              ? "has an axis of length \(product.squareRoot()), not 1"
              : "has axes \(index) and \(other) that are not at right angles (\(product))",
            "give unit eigenvectors of a covariance, as rows or columns")
        }
      }
    }
  }
}
