import Testing

@testable import Framework

@Suite struct KambTests {
  @Test(arguments: [0.0, 0.008]) func agreesWithTheFormula(offset: Double) throws {
    let schedule = try Cosine(.init(["steps": 7, "offset": .number(offset)]))
    try ToyModel.six.check(schedule) { x, x0, from, to in
      zip(x, x0).map { x, x0 in
        let e = (x - from[0] * x0) / from[1]
        return to[0] / from[0] * x + (to[1] - to[0] / from[0] * from[1]) * e
      }
    }
  }
}
