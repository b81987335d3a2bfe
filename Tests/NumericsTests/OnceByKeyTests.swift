import Foundation
import Testing

@testable import LocusNumerics

struct OnceByKeyTests {
  @Test func valuesAreMadeOnceForEachKey() {
    let values = OnceByKey<Int, Int>()
    let made = Locked([Int: Int]())
    let results = WorkPool(threads: 4).map(200) { index in
      values.value(for: index % 5) {
        Thread.sleep(forTimeInterval: 0.001)
        made.withLock { $0[index % 5, default: 0] += 1 }
        return index % 5 * 10
      }
    }
    #expect(results == (0..<200).map { $0 % 5 * 10 })
    #expect(made.withLock { $0 } == [0: 1, 1: 1, 2: 1, 3: 1, 4: 1])
  }

  /// Waiting inside the program's own pool, where values are made in parallel loops of their own.
  @Test func waitersInThePoolGetTheValue() {
    let values = OnceByKey<Int, Int>()
    let results = WorkPool.shared.map(40) { index in
      values.value(for: index / 20) {
        WorkPool.shared.map(50) { part in
          Thread.sleep(forTimeInterval: 0.0002)
          return part
        }.reduce(0, +)
      }
    }
    #expect(results == [Int](repeating: 1225, count: 40))
  }

  /// Whoever waits leaves its place to another, and comes back without waiting for one.
  @Test func aPausedThreadLeavesItsPermit() {
    let permits = WorkPermits(limit: 1)
    #expect(!permits.pauseThisThread())
    #expect(permits.takeForThisThread())
    #expect(permits.takeFree(atMost: 1) == 0)
    #expect(permits.pauseThisThread())
    #expect(permits.takeFree(atMost: 2) == 1)
    permits.resumeThisThread()
    // Two are inside; nobody joins until both have left.
    #expect(permits.takeFree(atMost: 1) == 0)
    permits.giveBack()
    #expect(permits.takeFree(atMost: 1) == 0)
    permits.giveBackOfThisThread()
    #expect(permits.takeFree(atMost: 2) == 1)
  }
}
