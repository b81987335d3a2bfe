import Foundation
import Testing

@testable import Framework

@Suite struct CosineTests {
  @Test func levelsAgreeWithTheFormula() throws { try checkLevels(of: Cosine.self) }

  @Test(arguments: [0, 0.008, 0.3])
  func thereIsNoNoiseAtTime0(offset: Double) {
    #expect(Cosine.signal(at: 0, offset: offset) == 1)
  }

  /// ᾱ of Nichol & Dhariwal 2021, Eq. 17, with s = 0.008.
  @Test(arguments: [0.1, 0.35, 0.5, 0.95, 1])
  func theTextbookOffsetGivesTheTextbookSchedule(t: Double) {
    func f(_ t: Double) -> Double { pow(cos((t + 0.008) / (1 + 0.008) * .pi / 2), 2) }
    let signal = Cosine.signal(at: t, offset: 0.008)
    #expect(abs(signal * signal - f(t) / f(0)) < 1e-14)
  }

  @Test func theMachineStartsBelowTime1AndDDIMAtIt() throws {
    let kamb = try Cosine(Cosine.Parameters(["steps": 5]))
    #expect(kamb.levels.map(\.t) == [0.8, 0.6, 0.4, 0.2])
    let ddim = try Cosine(Cosine.Parameters(["steps": 5, "sampler": "ddim"]))
    #expect(ddim.levels.map(\.t) == [1, 0.8, 0.6, 0.4, 0.2])
  }

  /// With the textbook's offset the signal at t = 1 would be 0, and x_0 = (x - s e) / a undefined.
  @Test func theSignalStaysAboveAThousandth() throws {
    let schedule = try Cosine(
      Cosine.Parameters(["steps": 4, "sampler": "ddim", "offset": 0.008]))
    #expect(schedule.levels[0].signal == 1e-3)
    #expect(abs(schedule.levels[0].noise - (1 - 1e-6).squareRoot()) < 1e-15)
  }

  @Test func oneStepLeavesTheMachineNothingToDo() {
    #expect(throws: SpecIssues.self) { try Cosine.Parameters(["steps": 1]) }
  }
}
