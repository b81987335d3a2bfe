/// Gradients of posterior means with respect to the noisy image x, in closed form.
///
/// With w_i = softmax_i(−|B ∘ (x − aX_i)|² / 2v), v = s²T, over the pixels B of a patch, the posterior
/// mean Σ_i w_i X_i^q has the gradient (a/v) · Cov_w(X^q, X^r) at the pixels r of B and 0 elsewhere;
/// pixels of a precision l count l times, here and there.
/// All in Double, in one pass over the images and in memory that does not grow with their number.
public struct PosteriorGradients: Sendable {
  /// Images of a block, and blocks whose sums are held at one time.
  private static let block = 256
  private static let blocksPerWave = 16
  /// Chosen elements whose sums are held at one time.
  private static let elementsPerPass = 64

  private let signal: Double
  private let variance: Double
  private let neighbors: Int?
  private let batch: Int?
  private let patches: @Sendable ([Int]) -> [PosteriorPatch]

  /// - Parameters:
  ///   - level: a and s.
  ///   - temperature: T > 0.
  ///   - neighbors: only this many nearest images count; which they are counts as fixed.
  ///   - batch: takes the softmax over each `batch` consecutive images and the mean of the results;
  ///     nil takes one over all.
  ///   - patches: the patches that answer for some of the elements; an answer's output is a position
  ///     in this list.
  public init(
    at level: NoiseLevel, temperature: Double = 1, neighbors: Int? = nil, batch: Int? = nil,
    patches: @escaping @Sendable (_ elements: [Int]) -> [PosteriorPatch]
  ) {
    signal = level.signal
    variance = level.variance * temperature
    self.neighbors = neighbors
    self.batch = batch
    self.patches = patches
  }

  /// The gradients of the chosen elements of every answer.
  public func sensitivity(
    of elements: [Int], over images: ImageStore, given noisy: ImageBatch
  ) -> Sensitivity {
    sensitivity(of: elements, over: [ImageStratum(images: images)], given: noisy)
  }

  /// The gradients where several sets of images answer together, each image counted as often as it
  /// stands for; `neighbors` and `batch` are for a single set.
  public func sensitivity(
    of elements: [Int], over strata: [ImageStratum], given noisy: ImageBatch
  ) -> Sensitivity {
    precondition(strata.count == 1 || (neighbors ?? batch) == nil, "a single set of images")
    return Sensitivity.closedForm(of: elements, noisy: noisy) { x in
      var strata = strata
      if let neighbors {
        let nearest = strata[0].images.nearest(neighbors, to: x, signal: signal)
        strata[0] = ImageStratum(images: nearest)
      }
      return blocks(from: 0, to: elements.count, of: Self.elementsPerPass).flatMap { part in
        gradients(
          of: patches(Array(elements[part])), outputs: part.count, over: strata,
          at: x.map(Double.init))
      }
    }
  }

  /// [outputs, c, h, w] at one noisy image.
  private func gradients(
    of patches: [PosteriorPatch], outputs: Int, over strata: [ImageStratum], at x: [Double]
  ) -> [Double] {
    let images = strata[0].images
    var gradients = [Double](repeating: 0, count: outputs * x.count)
    let batches = blocks(from: 0, to: images.count, of: batch ?? images.count)
    for range in batches {
      var sums = sums(of: patches, over: images, in: range, at: x)
      for other in strata.dropFirst() {
        let parts = self.sums(
          of: patches, over: other.images, in: 0..<other.images.count, at: x)
        for index in sums.indices {
          sums[index].add(
            parts[index], rate: 0.5 / variance, times: other.weight / strata[0].weight)
        }
      }
      for (patch, sum) in zip(patches, sums) {
        for (position, answer) in patch.answers.enumerated() {
          let factor = answer.share * signal / variance / Double(batches.count)
          let mean = sum.answers[position] / sum.weight
          for (index, pixel) in patch.pixels.enumerated() {
            let product = sum.products[position * patch.pixels.count + index] / sum.weight
            gradients[answer.output * x.count + pixel] +=
              factor * (patch.precisions?[index] ?? 1)
              * (product - mean * (sum.pixels[index] / sum.weight))
          }
        }
      }
    }
    return gradients
  }

  private func sums(
    of patches: [PosteriorPatch], over images: ImageStore, in range: Range<Int>, at x: [Double]
  ) -> [PatchSums] {
    var totals = patches.map { PatchSums($0) }
    Passes.forEachPart(
      over: blocks(from: range.lowerBound, to: range.upperBound, of: Self.block),
      inWavesOf: Self.blocksPerWave
    ) { block in
      let values = images.batch(of: block).values
      return patches.map { patch in
        var sums = PatchSums(patch)
        sums.add(
          values, to: x, patch, size: x.count, signal: signal, rate: 0.5 / variance)
        return sums
      }
    } add: { part in
      for patch in totals.indices { totals[patch].add(part[patch], rate: 0.5 / variance) }
    }
    return totals
  }
}
