import Testing

@testable import Framework

@Suite struct EulerTests {
  static let schedules: [any Schedule] = [
    try! DDPMLinear(.init(["steps": 6, "sampler": "euler"])),
    try! Cosine(.init(["steps": 6, "sampler": "euler"])),
    try! Karras(.init(["steps": 6, "sampler": "euler"])),
  ]

  @Test(arguments: schedules.indices) func agreesWithTheFormula(index: Int) throws {
    try ToyModel.six.check(Self.schedules[index]) { x, x0, from, to in
      let (sigma, next) = (from[1] / from[0], to[1] / to[0])
      return zip(x, x0).map { x, x0 in
        let y = x / from[0]
        let slope = (y - x0) / sigma
        return to[0] * (y + (next - sigma) * slope)
      }
    }
  }
}
