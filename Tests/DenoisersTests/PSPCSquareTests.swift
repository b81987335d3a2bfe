import Denoisers
import Framework
import Testing

struct PSPCSquareTests {
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    let sizes = try golden.array("pspc_patch_sizes").integers()
    let model = try PSPCSquare(
      .init(["patch_sizes": .array(sizes.map { .integer($0) })], steps: sizes.count),
      fittedTo: golden.training())
    for (index, level) in try golden.edmLevels().enumerated() {
      let answer = try model.denoise(try golden.batch("pspc_z", index), at: level)
      let gap = difference(answer, try golden.batch("pspc_square", index))
      #expect(gap < 1e-4, "sigma = \(level.noise), p = \(sizes[index])")
    }
  }

  @Test(arguments: [
    WindowCase(1, 5, 8, images: 1, bytes: true, noise: 0.3, window: 3),
    WindowCase(3, 4, 6, images: 37, bytes: false, noise: 0.5, window: 4),
    WindowCase(1, 7, 5, images: 33, bytes: true, noise: 0.1, window: 1),
    WindowCase(3, 5, 9, images: 50, bytes: true, noise: 0.02, window: 2),
    WindowCase(1, 9, 8, images: 16, bytes: true, noise: 0.002, window: 3),
    WindowCase(3, 6, 6, images: 40, bytes: true, noise: 80, window: 5),
    WindowCase(2, 1, 1, images: 20, bytes: true, noise: 0.4, window: 1),
  ])
  func agreesWithTheFormula(_ test: WindowCase) throws {
    for tolerance in [0, 1e-7] {
      let parameters: JSON = [
        "patch_sizes": .integer(test.window), "tolerance": .number(tolerance),
      ]
      try test.expect(try PSPCSquare(.init(parameters), fittedTo: test.training)) {
        $0.patches($1, test.window)
      }
    }
  }

  /// One patch that is the image leaves the optimal denoiser.
  @Test func aPatchOverEverythingIsOptimal() throws {
    let training = try Golden.sets[1].training(limit: 100)
    let noisy = try Golden.sets[1].batch("kamb_x", 2)
    let level = try Golden.sets[1].kambLevels()[2]
    let patch = try PSPCSquare(.init(["patch_sizes": 8]), fittedTo: training)
    let optimal = try Optimal(.init(), fittedTo: training)
    #expect(
      try difference(patch.denoise(noisy, at: level), optimal.denoise(noisy, at: level)) < 1e-5)
  }

  @Test func sizesGoByStep() throws { try expectSizesByStep(PSPCSquare.self, key: "patch_sizes") }

  @Test func toleranceHolds() throws {
    try expectToleranceHolds(PSPCSquare.self, key: "patch_sizes")
  }

  @Test func refusesPatchesThatCannotBe() {
    expectRefused(PSPCSquare.self, ["patch_sizes": 0], because: "at least 1")
    expectRefused(PSPCSquare.self, ["patch_sizes": 9], because: "does not fit into images of 8 × 8")
    expectRefused(PSPCSquare.self, [:], because: "\"patch_sizes\"")
  }
}
