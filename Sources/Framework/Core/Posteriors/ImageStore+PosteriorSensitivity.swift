extension ImageStore {
  /// Chosen elements whose sums are held at one time.
  private static let elementsPerPass = 64

  /// Sensitivity of posterior means over patches; see ``posteriorGradients(of:outputs:at:signal:variance:batch:)``.
  ///
  /// - Parameters:
  ///   - variance: v > 0; s² times a temperature.
  ///   - neighbors: only this many nearest images count; which they are counts as fixed.
  ///   - batch: takes the softmax over each `batch` consecutive images and the mean of the results.
  ///   - others: further images, each counted as often as it stands for; without `batch`.
  ///   - patches: the patches that answer for some of the elements; an answer's output is a position
  ///     in this list.
  public func posteriorSensitivity(
    of elements: [Int], noisy: ImageBatch, signal: Double, variance: Double,
    neighbors: Int? = nil, batch: Int? = nil, others: [ImageStratum] = [],
    patches: ([Int]) -> [PosteriorPatch]
  ) -> Sensitivity {
    Sensitivity.closedForm(of: elements, noisy: noisy) { x in
      let images = neighbors.map { nearest($0, to: x, signal: signal) } ?? self
      return stride(from: 0, to: elements.count, by: Self.elementsPerPass).flatMap { first in
        let part = Array(elements[first..<min(first + Self.elementsPerPass, elements.count)])
        return images.posteriorGradients(
          of: patches(part), outputs: part.count, at: x, signal: signal, variance: variance,
          batch: batch, others: others)
      }
    }
  }

  /// The `count` images nearest to x by |x − aX_i|, the first of equals, in their order.
  private func nearest(_ count: Int, to x: ArraySlice<Float>, signal: Double) -> ImageStore {
    guard count < self.count else { return self }
    let distances = squaredDistances(
      from: ImageBatch(shape: shape, values: Array(x)), signal: signal)[0]
    let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    return selecting(order.prefix(count).sorted())
  }
}

extension PosteriorPatch {
  /// One patch of all pixels for all elements.
  public static func whole(_ shape: ImageShape, answering elements: [Int]) -> [PosteriorPatch] {
    [
      PosteriorPatch(
        pixels: Array(0..<shape.count),
        answers: elements.enumerated().map { Answer(output: $0, element: $1) })
    ]
  }

  /// Patches, each with the elements that it holds or stands for, which share equally in an element.
  ///
  /// - Parameter patches: for each pixel (y, x), as y · width + x, the keys of the patches that answer.
  /// - Parameter pixels: the pixels of a patch, counted the same way; they stand for all channels.
  public static func overlapping<Key: Hashable>(
    _ shape: ImageShape, answering elements: [Int], patches: (Int) -> [Key],
    pixels: (Key) -> [Int]
  ) -> [PosteriorPatch] {
    let area = shape.height * shape.width
    var order: [Key] = []
    var answers: [Key: [Answer]] = [:]
    for (output, element) in elements.enumerated() {
      let keys = patches(element % area)
      for key in keys {
        if answers[key] == nil { order.append(key) }
        answers[key, default: []].append(
          Answer(output: output, element: element, share: 1 / Double(keys.count)))
      }
    }
    return order.map { key in
      let plane = pixels(key)
      return PosteriorPatch(
        pixels: (0..<shape.channels).flatMap { c in plane.map { c * area + $0 } },
        answers: answers[key] ?? [])
    }
  }
}
