import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// Which of a network's own noise levels stands for a level of a run.
struct NetworkLevelsTests {
  let levels = NetworkScheduler().levels

  @Test func knowsItsOwnLevels() throws {
    for level in try DDPMLinear(.init(["steps": 1000])).levels {
      let t = try levels.nearest(to: level)
      #expect(Double(t) == level.t)
      #expect(abs(levels.signal(t) - level.signal) < 1e-15)
    }
  }

  @Test func takesTheNearestRatioForOtherSchedules() throws {
    let own = try DDPMLinear(.init(["steps": 1000])).levels.map { log($0.noise / $0.signal) }
    let cosine = try Cosine(.init(["steps": 50])).levels
    let karras = try Karras(.init(["sigma_min": 0.01, "sigma_max": 80])).levels
    for level in cosine + karras {
      let wanted = log(level.noise / level.signal)
      guard let t = try? levels.nearest(to: level) else {
        // Only what lies outside the table is refused.
        #expect(wanted < own.min()! || wanted > own.max()!, "\(level)")
        continue
      }
      // `own` is ordered from the noisiest.
      let gap = abs(own[999 - t] - wanted)
      #expect(gap == own.map { abs($0 - wanted) }.min()!, "\(level)")
    }
  }

  /// One step beyond either end is near enough, more is not.
  @Test func refusesWhatLiesOutside() throws {
    func level(_ ratio: Double) -> NoiseLevel {
      NoiseLevel(signal: 2, noise: 2 * ratio, step: 3, t: 0)
    }
    func ratio(_ t: Int) -> Double { (1 / (levels.signal(t) * levels.signal(t)) - 1).squareRoot() }
    let below = ratio(0) * ratio(0) / ratio(1)
    let above = ratio(999) * ratio(999) / ratio(998)
    #expect(try levels.nearest(to: level(below * 1.001)) == 0)
    #expect(try levels.nearest(to: level(above * 0.999)) == 999)
    for outside in [below * 0.999, above * 1.001] {
      do {
        _ = try levels.nearest(to: level(outside))
        Issue.record("no error")
      } catch {
        #expect("\(error)".contains("step 3 has the noise-to-signal ratio"))
        #expect("\(error)".contains("0.01 to 157.4 only"))
      }
    }
  }
}
