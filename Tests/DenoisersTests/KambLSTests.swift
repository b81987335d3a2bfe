import Denoisers
import Framework
import Testing

struct KambLSTests {
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    try KambGolden(golden: golden, machine: "ls").expectOutputs(of: KambLS.self)
  }

  @Test(arguments: Golden.sets)
  func agreesAlongTheWholeTrajectory(_ golden: Golden) throws {
    try KambGolden(golden: golden, machine: "ls").expectTrajectory(of: KambLS.self)
  }

  @Test(arguments: [
    WindowCase(1, 5, 8, images: 1, bytes: true, noise: 0.3, window: 3),
    WindowCase(3, 4, 6, images: 37, bytes: false, noise: 0.5, window: 5),
    WindowCase(1, 7, 5, images: 33, bytes: true, noise: 0.1, window: 1),
    WindowCase(3, 5, 4, images: 16, bytes: true, noise: 0.9, window: 9),
    WindowCase(1, 3, 9, images: 70, bytes: false, noise: 0.02, window: 31),
    WindowCase(3, 9, 8, images: 50, bytes: true, noise: 0.002, window: 7),
    WindowCase(1, 6, 6, images: 40, bytes: true, noise: 80, window: 3),
    WindowCase(2, 1, 1, images: 20, bytes: true, noise: 0.4, window: 1),
  ])
  func agreesWithTheFormula(_ test: WindowCase) throws {
    for tolerance in [0, 1e-7] {
      let parameters: JSON = ["scales": .integer(test.window), "tolerance": .number(tolerance)]
      try test.expect(try KambLS(.init(parameters), fittedTo: test.training)) {
        $0.local($1, test.window, .same)
      }
    }
  }

  /// A window of any pixel that covers the whole image leaves the optimal denoiser.
  @Test func aWindowOverEverythingIsOptimal() throws {
    let training = try Golden.sets[1].training(limit: 100)
    let noisy = try Golden.sets[1].batch("kamb_x", 2)
    let level = try Golden.sets[1].kambLevels()[2]
    let local = try KambLS(.init(["scales": 15]), fittedTo: training)
    let optimal = try Optimal(.init(), fittedTo: training)
    #expect(
      try difference(local.denoise(noisy, at: level), optimal.denoise(noisy, at: level)) < 1e-5)
  }

  /// Sixteen images that lie in several files give the bits of one file.
  @Test func filesMayEndAnywhere() throws {
    let whole = try Golden.sets[1].training(limit: 50)
    let bytes = try #require(whole.images.packedBytes())
    let size = whole.shape.count
    let parts = [0..<7, 7..<31, 31..<50].map { range in
      ImageStore.Segment(
        data: .init(bytes[range.lowerBound * size..<range.upperBound * size]), offset: 0,
        stride: size, count: range.count)
    }
    let split = TrainingSet(images: ImageStore(shape: whole.shape, segments: parts))
    let noisy = try Golden.sets[1].batch("kamb_x", 2)
    let level = try Golden.sets[1].kambLevels()[2]
    let answers = try [whole, split].map {
      try KambLS(.init(["scales": 3]), fittedTo: $0).denoise(noisy, at: level)
    }
    #expect(answers[0] == answers[1])
  }

  @Test func sizesGoByStep() throws { try expectSizesByStep(KambLS.self, key: "scales") }

  @Test func toleranceHolds() throws { try expectToleranceHolds(KambLS.self, key: "scales") }

  @Test func refusesEvenWindows() {
    expectRefused(KambLS.self, ["scales": 4], because: "must be odd")
    expectRefused(KambLS.self, ["scales": [3, 6]], because: "use 5 or 7 instead of 6")
    expectRefused(KambLS.self, ["scales": 0], because: "an odd integer at least 1")
    expectRefused(KambLS.self, [:], because: "\"scales\"")
  }
}
