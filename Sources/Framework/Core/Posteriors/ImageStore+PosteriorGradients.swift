import Foundation

/// A set of pixels with a posterior of its own, and what is answered from it.
public struct PosteriorPatch: Sendable {
  /// An element of an estimate that the patch answers for.
  public struct Answer: Sendable {
    /// Which of the chosen elements.
    public let output: Int
    /// Its place in the image [c, h, w].
    public let element: Int
    /// The patch's share in the answer: 1 where it answers alone.
    public let share: Double

    public init(output: Int, element: Int, share: Double = 1) {
      self.output = output
      self.element = element
      self.share = share
    }
  }

  /// Elements of the images [c, h, w] that are compared.
  public let pixels: [Int]
  public let answers: [Answer]

  public init(pixels: [Int], answers: [Answer]) {
    self.pixels = pixels
    self.answers = answers
  }
}

extension ImageStore {
  /// Images that one item of parallel work looks at, and items whose sums are held at one time.
  private static let gradientBlock = 256
  private static let gradientBlocksPerWave = 16

  /// Gradients of posterior means with respect to the noisy image x.
  ///
  /// With w_i = softmax_i(−|B ∘ (x − aX_i)|² / 2v) over the pixels B of a patch, the posterior mean
  /// Σ_i w_i X_i^q has the gradient (a/v) · Cov_w(X^q, X^r) at the pixels r of B and 0 elsewhere. All
  /// in Double, in one pass over the images and in memory that does not grow with their number.
  ///
  /// - Parameters:
  ///   - patches: where each chosen element is answered from.
  ///   - outputs: number of chosen elements.
  ///   - variance: v > 0; s² times a temperature.
  ///   - batch: takes the softmax over each `batch` consecutive images and the mean of the results;
  ///     nil takes one over all.
  ///   - others: further images, each counted as often as it stands for; without `batch`.
  /// - Returns: [outputs, c, h, w].
  public func posteriorGradients(
    of patches: [PosteriorPatch], outputs: Int, at x: ArraySlice<Float>, signal: Double,
    variance: Double, batch: Int? = nil, others: [ImageStratum] = []
  ) -> [Double] {
    var gradients = [Double](repeating: 0, count: outputs * shape.count)
    let query = x.map(Double.init)
    let batches = stride(from: 0, to: count, by: batch ?? count).map {
      $0..<min($0 + (batch ?? count), count)
    }
    for range in batches {
      var sums = patchSums(patches, over: range, at: query, signal: signal, variance: variance)
      for other in others {
        let parts = other.images.patchSums(
          patches, over: 0..<other.images.count, at: query, signal: signal, variance: variance)
        for index in sums.indices {
          sums[index].add(parts[index], rate: 0.5 / variance, times: other.weight)
        }
      }
      for (patch, sum) in zip(patches, sums) {
        for (position, answer) in patch.answers.enumerated() {
          let factor = answer.share * signal / variance / Double(batches.count)
          let mean = sum.answers[position] / sum.weight
          for (index, pixel) in patch.pixels.enumerated() {
            let product = sum.products[position * patch.pixels.count + index] / sum.weight
            gradients[answer.output * shape.count + pixel] +=
              factor * (product - mean * (sum.pixels[index] / sum.weight))
          }
        }
      }
    }
    return gradients
  }

  private func patchSums(
    _ patches: [PosteriorPatch], over range: Range<Int>, at query: [Double], signal: Double,
    variance: Double
  ) -> [PatchSums] {
    let blocks = stride(from: range.lowerBound, to: range.upperBound, by: Self.gradientBlock).map {
      $0..<min($0 + Self.gradientBlock, range.upperBound)
    }
    var totals = patches.map { PatchSums($0) }
    for wave in stride(from: 0, to: blocks.count, by: Self.gradientBlocksPerWave) {
      let count = min(Self.gradientBlocksPerWave, blocks.count - wave)
      let parts = WorkPool.shared.map(count) { item in
        let images = self.batch(of: blocks[wave + item]).values
        return patches.map { patch in
          var sums = PatchSums(patch)
          sums.add(
            images, to: query, patch, size: shape.count, signal: signal, rate: 0.5 / variance)
          return sums
        }
      }
      for part in parts {
        for patch in totals.indices { totals[patch].add(part[patch], rate: 0.5 / variance) }
      }
    }
    return totals
  }
}

/// Weighted sums over images for one patch; weights are relative to that of the nearest image.
private struct PatchSums {
  /// Weights below this fraction of the largest count as 0.
  static let leastWeight = 1e-25

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
      for pixel in patch.pixels {
        let gap = query[pixel] - signal * Double(images[start + pixel])
        sum += gap * gap
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
