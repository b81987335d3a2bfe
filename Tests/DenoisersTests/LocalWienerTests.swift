import Denoisers
import Framework
import Testing

struct LocalWienerTests {
  /// T = 1 is the posterior mean.
  @Test(arguments: Golden.sets)
  func isOptimalAtTemperatureOne(_ golden: Golden) throws {
    let training = try golden.training()
    let optimal = try Optimal(.init(), fittedTo: training)
    for parameters: JSON in [["temperature": 1], ["images": 1]] {
      let local = try LocalWiener(.init(parameters), fittedTo: training)
      for (index, level) in try golden.ddpmLevels().enumerated() {
        let noisy = try golden.batch("ddpm_xt", index)
        let gap = try difference(local.denoise(noisy, at: level), optimal.denoise(noisy, at: level))
        #expect(gap < 1e-5, "t = \(level.t)")
      }
    }
  }

  /// All images, equally: the maximum-likelihood Wiener filter; more pixels than images and fewer.
  @Test(arguments: Golden.sets, [20, 400])
  func isWienerWithAllImages(_ golden: Golden, _ count: Int) throws {
    let training = try golden.training(limit: count)
    let wiener = try Wiener(.init(["ddof": 0]), fittedTo: training)
    let local = try LocalWiener(.init(["images": 1e9]), fittedTo: training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      let gap = try difference(local.denoise(noisy, at: level), wiener.denoise(noisy, at: level))
      #expect(gap < 1e-5, "t = \(level.t)")
    }
  }

  /// What is left out moves the answer by no more than the tolerance.
  @Test(arguments: [1e-7, 1e-3, 1e-1])
  func keepsItsTolerance(_ tolerance: Double) throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    func model(_ tolerance: Double) throws -> LocalWiener {
      try LocalWiener(.init(["images": 12, "tolerance": .number(tolerance)]), fittedTo: training)
    }
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      let gap = try difference(
        model(tolerance).denoise(noisy, at: level), model(0).denoise(noisy, at: level))
      #expect(gap <= Float(tolerance) + 1e-6, "t = \(level.t)")
    }
  }

  @Test func oneImageIsTheAnswer() throws {
    let golden = Golden.sets[0]
    let training = try golden.training(limit: 1)
    let noisy = try golden.batch("ddpm_xt", 0)
    for parameters: JSON in [[:], ["temperature": 5]] {
      let answer = try LocalWiener(.init(parameters), fittedTo: training)
        .denoise(noisy, at: try golden.ddpmLevels()[0])
      for image in 0..<noisy.count {
        #expect(zip(answer[image], training.images.image(0)).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }

  /// A list has one number of images for each step.
  @Test func imagesGoByStep() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let (noisy, level) = (try golden.batch("ddpm_xt", 1), try golden.ddpmLevels()[1])
    let listed = try LocalWiener(.init(["images": [1, 40]]), fittedTo: training)
    for (step, images) in [1.0, 40].enumerated() {
      let one = try LocalWiener(.init(["images": .number(images)]), fittedTo: training)
      let there = NoiseLevel(signal: level.signal, noise: level.noise, step: step, t: level.t)
      #expect(try listed.denoise(noisy, at: there) == one.denoise(noisy, at: there))
    }
  }

  // MARK: Sensitivity

  /// More pixels than images that carry weight and fewer; T given, found, 1 and beyond its bound.
  @Test(
    arguments: Golden.sets,
    [
      ["images": 12], ["images": 90], ["images": 300], ["images": 1e9], ["temperature": 3],
      ["temperature": 60], ["temperature": 1],
    ] as [JSON])
  func gradientsAgreeWithDifferences(_ golden: Golden, _ parameters: JSON) throws {
    let model = try LocalWiener(.init(parameters), fittedTo: golden.training())
    let noisy = try golden.batch("ddpm_xt", 2)[0..<1]
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 300)
    let exact = try model.sensitivity(of: [20, 75], noisy: noisy, at: level)
    #expect(exact.method == .closedForm)
    let differenced = try model.differencedSensitivity(of: [20, 75], noisy: noisy, at: level)
    let largest = exact.gradients.values.reduce(Float(0)) { max($0, abs($1)) }
    #expect(largest > 0)
    #expect(difference(exact.gradients, differenced.gradients) < 1e-3 * largest)
  }

  /// All images, equally: the rows of the Wiener filter.
  @Test(arguments: Golden.sets) func gradientsAreWieners(_ golden: Golden) throws {
    let training = try golden.training()
    let local = try LocalWiener(.init(["images": 1e9]), fittedTo: training)
    let wiener = try Wiener(.init(["ddof": 0]), fittedTo: training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)[0..<1]
      let gap = try difference(
        local.sensitivity(of: [20, 75], noisy: noisy, at: level).gradients,
        wiener.sensitivity(of: [20, 75], noisy: noisy, at: level).gradients)
      #expect(gap < 1e-5, "t = \(level.t)")
    }
  }
}
