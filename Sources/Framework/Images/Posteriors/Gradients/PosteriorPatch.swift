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
  /// How much each of the pixels counts; nil where all count 1.
  public let precisions: [Double]?
  public let answers: [Answer]

  public init(pixels: [Int], precisions: [Double]? = nil, answers: [Answer]) {
    self.pixels = pixels
    self.precisions = precisions
    self.answers = answers
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
    let area = shape.area
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
