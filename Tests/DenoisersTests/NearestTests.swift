import Denoisers
import Framework
import Testing

struct NearestTests {
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    let nearest = try Nearest(.init(), fittedTo: golden.training())
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try nearest.denoise(try golden.batch("ddpm_xt", index), at: level)
      #expect(difference(answer, try golden.batch("ddpm_nearest", index)) < 1e-5, "t = \(level.t)")
    }
  }

  /// At a = 0.1 the noisy 0.1·X_1 is nearest to X_0 as it stands, and to X_1 once rescaled.
  @Test func rescalingComparesWithScaledImages() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 2)
    let training = TrainingSet(images: ImageStore(shape: shape, floats: [0, 0, 1, 1]))
    let level = NoiseLevel(signal: 0.1, noise: 0.01, step: 0, t: 0)
    let noisy = ImageBatch(shape: shape, values: [0.1, 0.1])
    let plain = try Nearest(.init(), fittedTo: training)
    let rescaled = try Nearest(.init(["rescale": true]), fittedTo: training)
    #expect(try plain.denoise(noisy, at: level).values == [0, 0])
    #expect(try rescaled.denoise(noisy, at: level).values == [1, 1])
  }

  @Test func theFirstOfEqualsWins() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    let images = ImageStore(shape: shape, floats: [1, -1, 1, -1])
    let found = images.nearest(to: ImageBatch(shape: shape, values: [0, 5]), signal: 1)
    #expect(found.map(\.index) == [0, 0])
    #expect(found.map(\.squaredDistance) == [1, 16])
  }
}
