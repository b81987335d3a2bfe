import Foundation

/// Weighted sums over images for one patch; weights are relative to that of the nearest image.
struct PatchSums: Sendable {
  /// Weights below this fraction of the largest count as 0.
  private static let leastWeight = 1e-25

  /// |B ∘ (x − aX_i)|² of the nearest image.
  var least = Double.infinity
  /// Σ w.
  var weight = 0.0
  /// Σ w X^r for every pixel r of the patch.
  var pixels: [Double]
  /// Σ w X^q for every element q that is answered.
  var answers: [Double]
  /// Σ w X^q X^r, [answer, pixel].
  var products: [Double]

  init(_ patch: PosteriorPatch) {
    pixels = [Double](repeating: 0, count: patch.pixels.count)
    answers = [Double](repeating: 0, count: patch.answers.count)
    products = [Double](repeating: 0, count: patch.answers.count * patch.pixels.count)
  }

  /// Adds images [n, size]; nothing may have been added before.
  mutating func add(
    _ images: [Float], to query: [Double], _ patch: PosteriorPatch, size: Int, signal: Double,
    rate: Double
  ) {
    let starts = stride(from: 0, to: images.count, by: size)
    let distances = starts.map { start in
      var sum = 0.0
      for (index, pixel) in patch.pixels.enumerated() {
        let gap = query[pixel] - signal * Double(images[start + pixel])
        sum += gap * gap * (patch.precisions?[index] ?? 1)
      }
      return sum
    }
    least = distances.min() ?? .infinity
    for (start, distance) in zip(starts, distances) {
      let w = exp((least - distance) * rate)
      guard w >= Self.leastWeight else { continue }
      weight += w
      for (index, pixel) in patch.pixels.enumerated() {
        pixels[index] += w * Double(images[start + pixel])
      }
      for (position, answer) in patch.answers.enumerated() {
        let value = w * Double(images[start + answer.element])
        answers[position] += value
        let row = position * patch.pixels.count
        for (index, pixel) in patch.pixels.enumerated() {
          products[row + index] += value * Double(images[start + pixel])
        }
      }
    }
  }

  /// Adds the sums over other images, each counted `factor` times.
  mutating func add(_ other: PatchSums, rate: Double, times factor: Double = 1) {
    let both = min(least, other.least)
    guard both < .infinity else { return }
    let (mine, theirs) = (exp((both - least) * rate), factor * exp((both - other.least) * rate))
    func blend(_ a: inout [Double], _ b: [Double]) {
      for index in a.indices { a[index] = mine * a[index] + theirs * b[index] }
    }
    weight = mine * weight + theirs * other.weight
    blend(&pixels, other.pixels)
    blend(&answers, other.answers)
    blend(&products, other.products)
    least = both
  }
}
