import Framework

extension Trajectory {
  /// Shape of a unit's trajectory as an array: [2, steps, samples, c, h, w], x_t and then x_0.
  static func arrayShape(of run: RunPlan, samples: Int) -> [Int] {
    arrayShape(steps: run.spec.levels.count, samples: samples, run.shape)
  }

  static func arrayShape(steps: Int, samples: Int, _ shape: ImageShape) -> [Int] {
    [2, steps, samples, shape.channels, shape.height, shape.width]
  }

  /// The trajectory as one array.
  ///
  /// - Precondition: it has at least one step.
  var array: NpyArray {
    NpyArray(
      (noisy + estimates).flatMap(\.values),
      shape: Self.arrayShape(steps: noisy.count, samples: noisy[0].count, noisy[0].shape))
  }

  /// - Precondition: the array has the shape of a trajectory.
  init(_ array: NpyArray, firstSample: Int) {
    let sizes = array.shape
    let shape = ImageShape(channels: sizes[3], height: sizes[4], width: sizes[5])
    let (steps, size) = (sizes[1], sizes[2] * shape.count)
    func batch(_ index: Int) -> ImageBatch {
      ImageBatch(
        shape: shape, values: array.floats(in: index * size..<(index + 1) * size),
        firstSample: firstSample)
    }
    self.init(noisy: (0..<steps).map(batch), estimates: (steps..<2 * steps).map(batch))
  }
}
