import Foundation
import Testing

@testable import Framework

struct CentralDifferencesTests {
  /// x̂_j = x_j³ + 2 x_0 x_j, plus a number that depends on the sample.
  struct Cubic: Denoiser {
    static let name = "cubic"
    static let summary = "A polynomial"
    init(_ parameters: NoParameters, fittedTo training: TrainingSet) {}
    init() {}

    func denoise(_ noisy: ImageBatch, at level: NoiseLevel) -> ImageBatch {
      var answer = noisy
      for image in 0..<noisy.count {
        let x = noisy[image].map(Double.init)
        for index in x.indices {
          let value = x[index] * x[index] * x[index] + 2 * x[0] * x[index]
          answer.values[image * x.count + index] = Float(value + Double(noisy.sample(of: image)))
        }
      }
      return answer
    }
  }

  static let shape = ImageShape(channels: 2, height: 3, width: 9)

  static let noisy: ImageBatch = {
    var random = CounterRandom(seed: 3, index: 0, purpose: .noise)
    return ImageBatch(shape: shape, values: random.gaussians(3 * shape.count), firstSample: 4)
  }()

  @Test(arguments: [1.0, 0.02]) func findsTheGradientAndItsError(_ noise: Double) throws {
    let level = NoiseLevel(signal: 1, noise: noise, step: 0, t: 0)
    let elements = [7, 0, 53]
    let result = try Cubic().sensitivity(of: elements, noisy: Self.noisy, at: level)
    #expect(result.method == .centralDifferences)
    #expect(result.steps.count == 3 && result.errors.count == 9)
    #expect(result.gradients.count == 9)
    for image in 0..<3 {
      let x = Self.noisy[image].map(Double.init)
      var worst = 0.0
      for (position, element) in elements.enumerated() {
        for (input, value) in result.gradient(image: image, element: position).enumerated() {
          var want = 0.0
          if input == element { want += 3 * x[element] * x[element] + 2 * x[0] }
          if input == 0 { want += 2 * x[element] }
          worst = max(worst, abs(Double(value) - want))
        }
      }
      #expect(worst < 2e-3)
      #expect(result.steps[image] > 0 && result.steps[image] < noise)
      // The estimate is of the right size.
      #expect(result.relativeError(image: image) < 0.01)
      #expect(worst < 20 * result.errors[image * 3..<image * 3 + 3].max()! + 1e-4)
    }
  }

  @Test func anImageDoesNotDependOnTheOthers() throws {
    let level = NoiseLevel(signal: 1, noise: 0.5, step: 0, t: 0)
    let all = try Cubic().sensitivity(of: [2, 9], noisy: Self.noisy, at: level)
    let one = try Cubic().sensitivity(of: [2, 9], noisy: Self.noisy[1..<2], at: level)
    #expect(Array(one.gradients.values) == Array(all.gradients[2..<4].values))
    #expect(one.steps == [all.steps[1]])
  }

  @Test func slicesOfOneSampleStayIt() {
    var batch = Self.noisy
    #expect((0..<3).map { batch.sample(of: $0) } == [4, 5, 6])
    #expect(batch[1..<3].sample(of: 1) == 6)
    batch.isOneSample = true
    #expect(batch[1..<3].sample(of: 1) == 4)
    #expect(batch.map { $0 }.isOneSample)
  }
}
