/// Sensitivity of any denoiser by central differences in its input.
///
/// Element j of the gradients is (x̂(x + he_j) − x̂(x − he_j)) / 2h: 2m evaluations give the gradients
/// of all chosen elements. Too large a step misses the curvature, too small a one drowns in float32
/// rounding of the estimates. So for each image a few probed elements j are differenced at a ladder
/// of steps, each a quarter of the one before, and the step is taken at which two rungs agree best;
/// how far they disagree there is the estimate of the error.
struct CentralDifferences {
  /// Perturbed images in one call of the denoiser, which bounds memory.
  static let batch = 64
  /// Input elements at which steps are compared.
  static let probeCount = 16
  /// Steps in units of the noise s, the scale on which estimates bend; posteriors that single out one
  /// image bend on the scale s² instead.
  static let ladder = [0x1p-2, 0x1p-4, 0x1p-6, 0x1p-8, 0x1p-10]

  let denoiser: any Denoiser
  let elements: [Int]
  let level: NoiseLevel

  func sensitivity(at noisy: ImageBatch) throws -> Sensitivity {
    let size = noisy.shape.count
    var gradients: [Float] = []
    gradients.reserveCapacity(noisy.values.count * elements.count)
    var steps: [Double] = []
    var errors: [Double] = []
    for image in 0..<noisy.count {
      let x = noisy[image..<image + 1]
      let (step, error) = try chooseStep(at: x)
      steps.append(step)
      errors += error
      var rows = [Float](repeating: 0, count: elements.count * size)
      try differences(over: Array(0..<size), at: x, step: step) { input, element, value in
        rows[element * size + input] = Float(value)
      }
      gradients += rows
    }
    return Sensitivity(
      differences: ImageBatch(shape: noisy.shape, values: gradients),
      elementCount: elements.count, steps: steps, errors: errors)
  }

  /// The step for one image, and the error of each element's gradient with it.
  private func chooseStep(at x: ImageBatch) throws -> (step: Double, errors: [Double]) {
    let probes = self.probes(of: x.shape.count)
    let places = Dictionary(uniqueKeysWithValues: probes.enumerated().map { ($1, $0) })
    var chosen: (step: Double, errors: [Double])?
    var coarse: [Double] = []
    for rung in Self.ladder {
      let step = rung * level.noise
      var fine = [Double](repeating: 0, count: probes.count * elements.count)
      try differences(over: probes, at: x, step: step) { input, element, value in
        fine[places[input]! * elements.count + element] = value
      }
      if !coarse.isEmpty {
        let gaps = elements.indices.map { element in
          probes.indices.reduce(0.0) { worst, probe in
            let index = probe * elements.count + element
            return max(worst, abs(fine[index] - coarse[index]))
          }
        }
        if chosen.map({ gaps.max()! < $0.errors.max()! }) ?? true { chosen = (step, gaps) }
      }
      coarse = fine
    }
    return chosen!
  }

  /// Input elements spread over the image, and those that are asked for, where gradients are
  /// largest.
  private func probes(of size: Int) -> [Int] {
    func spread(_ candidates: [Int]) -> [Int] {
      let count = min(candidates.count, Self.probeCount / 2)
      return (0..<count).map { candidates[(2 * $0 + 1) * candidates.count / (2 * count)] }
    }
    return Array(Set(spread(Array(0..<size)) + spread(elements))).sorted()
  }

  /// Calls `body` with the derivative of every chosen element by every element of `inputs`.
  private func differences(
    over inputs: [Int], at x: ImageBatch, step: Double,
    _ body: (_ input: Int, _ element: Int, _ value: Double) -> Void
  ) throws {
    let size = x.shape.count
    for range in blocks(from: 0, to: inputs.count, of: Self.batch / 2) {
      let part = inputs[range]
      var values: [Float] = []
      values.reserveCapacity(2 * part.count * size)
      var widths: [Double] = []
      for input in part {
        var (above, below) = (x.values, x.values)
        let value = Double(x.values[input])
        // Not below the resolution of Float at the value.
        let move = max(step, abs(value) * 0x1p-18)
        above[input] = Float(value + move)
        below[input] = Float(value - move)
        // What rounding has left of 2h.
        widths.append(Double(above[input]) - Double(below[input]))
        values += above + below
      }
      // All are one sample, so that a denoiser that draws random numbers draws the same for all.
      var perturbed = ImageBatch(shape: x.shape, values: values, firstSample: x.firstSample)
      perturbed.isOneSample = true
      perturbed.classes = x.classes.map {
        $0.flatMap { [Int](repeating: $0, count: perturbed.count) }
      }
      let answers = try denoiser.denoise(perturbed, at: level)
      guard answers.values.count == perturbed.values.count else {
        throw SensitivityError("the denoiser answers another number of images than it is asked")
      }
      for (position, input) in part.enumerated() {
        let (above, below) = (answers[2 * position], answers[2 * position + 1])
        for (index, element) in elements.enumerated() {
          let gap =
            Double(above[above.startIndex + element]) - Double(below[below.startIndex + element])
          body(input, index, gap / widths[position])
        }
      }
    }
  }
}

/// Why a denoiser has no sensitivity.
public struct SensitivityError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
