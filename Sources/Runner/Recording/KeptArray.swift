import Framework

/// Names of the arrays that units of a comparison keep: [steps, samples, c, h, w] each.
enum KeptArray {
  /// The model's estimates of x_0, unclipped.
  static let estimates = "x0"
  /// The noisy images x_t that these are estimates at.
  static let noisy = "xt"
  /// The reference's estimates at the candidate's own noisy images, where it is asked there.
  static let reference = "reference"

  /// What the units of a reference keep.
  static let ofReference = [estimates, noisy]

  static func shape(of run: RunPlan, samples: Int) -> [Int] {
    [run.spec.levels.count, samples, run.shape.channels, run.shape.height, run.shape.width]
  }
}

extension NpyArray {
  /// Batches of one size, one for each step, as one array.
  ///
  /// - Precondition: there is at least one.
  init(_ steps: [ImageBatch]) {
    let shape = steps[0].shape
    self.init(
      steps.flatMap(\.values),
      shape: [steps.count, steps[0].count, shape.channels, shape.height, shape.width])
  }

  /// The array's steps as batches whose first image belongs to a sample.
  ///
  /// - Precondition: the array is [steps, samples, c, h, w].
  func batches(firstSample: Int) -> [ImageBatch] {
    let image = ImageShape(channels: shape[2], height: shape[3], width: shape[4])
    let size = shape[1] * image.count
    return (0..<shape[0]).map {
      ImageBatch(
        shape: image, values: floats(in: $0 * size..<($0 + 1) * size), firstSample: firstSample)
    }
  }
}
