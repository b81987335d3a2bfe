import Denoisers
import Framework
import Testing

struct KambELSTests {
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    try KambGolden(golden: golden, machine: "els").expectOutputs(of: KambELS.self)
  }

  @Test(arguments: Golden.sets)
  func agreesAlongTheWholeTrajectory(_ golden: Golden) throws {
    try KambGolden(golden: golden, machine: "els").expectTrajectory(of: KambELS.self)
  }

  @Test(arguments: [
    WindowCase(1, 5, 8, images: 1, bytes: true, noise: 0.3, window: 3),
    WindowCase(3, 5, 6, images: 37, bytes: false, noise: 0.5, window: 5),
    WindowCase(1, 7, 4, images: 17, bytes: true, noise: 0.1, window: 1),
    WindowCase(1, 3, 5, images: 33, bytes: true, noise: 0.02, window: 3),
    WindowCase(3, 5, 4, images: 16, bytes: true, noise: 0.002, window: 3),
    WindowCase(1, 4, 6, images: 20, bytes: false, noise: 80, window: 3),
    WindowCase(2, 1, 1, images: 20, bytes: true, noise: 0.4, window: 1),
  ])
  func agreesWithTheFormula(_ test: WindowCase) throws {
    for tolerance in [0, 1e-7] {
      let parameters: JSON = ["scales": .integer(test.window), "tolerance": .number(tolerance)]
      try test.expect(try KambELS(.init(parameters), fittedTo: test.training)) {
        $0.local($1, test.window, .any)
      }
    }
  }

  /// Shifting the noisy image circularly shifts the answer.
  @Test func isEquivariant() throws {
    let training = try Golden.sets[0].training(limit: 30)
    let model = try KambELS(.init(["scales": 3]), fittedTo: training)
    let level = try Golden.sets[0].kambLevels()[2]
    let noisy = try Golden.sets[0].batch("kamb_x", 2)
    func shifted(_ batch: ImageBatch) -> ImageBatch {
      ImageBatch(
        shape: batch.shape,
        values: batch.values.indices.map { index in
          let (y, x) = index.quotientAndRemainder(dividingBy: 12)
          return batch.values[(y + 5) % 12 * 12 + (x + 3) % 12]
        })
    }
    let gap = try difference(
      model.denoise(shifted(noisy), at: level), shifted(model.denoise(noisy, at: level)))
    #expect(gap < 1e-5)
  }

  @Test func sizesGoByStep() throws { try expectSizesByStep(KambELS.self, key: "scales") }

  @Test func toleranceHolds() throws { try expectToleranceHolds(KambELS.self, key: "scales") }

  @Test func refusesWindowsThatCannotBe() {
    expectRefused(KambELS.self, ["scales": 4], because: "must be odd")
    expectRefused(KambELS.self, ["scales": [3, 9]], because: "does not fit into images of 8 × 8")
    expectRefused(KambELS.self, [:], because: "\"scales\"")
  }
}
