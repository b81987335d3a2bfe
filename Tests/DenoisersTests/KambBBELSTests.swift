import Denoisers
import Framework
import Testing

struct KambBBELSTests {
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    try KambGolden(golden: golden, machine: "bbels").expectOutputs(of: KambBBELS.self)
  }

  @Test(arguments: Golden.sets)
  func agreesAlongTheWholeTrajectory(_ golden: Golden) throws {
    try KambGolden(golden: golden, machine: "bbels").expectTrajectory(of: KambBBELS.self)
  }

  @Test(arguments: [
    WindowCase(1, 5, 8, images: 1, bytes: true, noise: 0.3, window: 3),
    WindowCase(3, 7, 6, images: 37, bytes: false, noise: 0.5, window: 5),
    WindowCase(1, 7, 4, images: 17, bytes: true, noise: 0.1, window: 1),
    WindowCase(1, 4, 5, images: 33, bytes: true, noise: 0.02, window: 3),
    WindowCase(3, 5, 4, images: 16, bytes: true, noise: 0.002, window: 3),
    WindowCase(1, 9, 4, images: 20, bytes: true, noise: 0.3, window: 7),
    WindowCase(1, 4, 6, images: 20, bytes: false, noise: 80, window: 3),
  ])
  func agreesWithTheFormula(_ test: WindowCase) throws {
    for tolerance in [0, 1e-7] {
      let parameters: JSON = ["scales": .integer(test.window), "tolerance": .number(tolerance)]
      try test.expect(try KambBBELS(.init(parameters), fittedTo: test.training)) {
        $0.local($1, test.window, .anyAwayFromBorders)
      }
    }
  }

  /// From the images' height on, it is the local score machine.
  @Test func largeWindowsLeaveTheSamePlace() throws {
    let noisy = try Golden.sets[1].batch("kamb_x", 2)
    let level = try Golden.sets[1].kambLevels()[2]
    let training = try Golden.sets[1].training(limit: 40)
    for scale in [9, 41] as [JSON] {
      let broken = try KambBBELS(.init(["scales": scale]), fittedTo: training)
      let local = try KambLS(.init(["scales": scale]), fittedTo: training)
      #expect(try broken.denoise(noisy, at: level) == local.denoise(noisy, at: level))
    }
  }

  @Test func sizesGoByStep() throws { try expectSizesByStep(KambBBELS.self, key: "scales") }

  @Test func toleranceHolds() throws { try expectToleranceHolds(KambBBELS.self, key: "scales") }

  @Test func refusesEvenWindows() {
    expectRefused(KambBBELS.self, ["scales": 4], because: "must be odd")
    expectRefused(KambBBELS.self, [:], because: "\"scales\"")
  }
}
