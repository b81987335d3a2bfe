import Dispatch
import Foundation
import Testing

@testable import LocusNumerics

struct WorkPoolTests {
  /// Counts how many threads are inside bodies.
  private final class Gauge: Sendable {
    private let state = Locked((now: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func measure(_ body: () -> Void) {
      state.withLock { state in
        state.now += 1
        state.most = max(state.most, state.now)
      }
      body()
      state.withLock { $0.now -= 1 }
    }
  }

  @Test(arguments: [1, 2, 3, 8])
  func everyIndexIsVisitedOnce(threads: Int) {
    let visits = Locked([Int](repeating: 0, count: 1000))
    WorkPool(threads: threads).forEach(1000) { index in visits.withLock { $0[index] += 1 } }
    #expect(visits.withLock { $0 } == [Int](repeating: 1, count: 1000))
  }

  @Test func noItemsAreNoWork() {
    let pool = WorkPool(threads: 2)
    pool.forEach(0) { _ in Issue.record("called without items") }
    pool.forEach(-1) { _ in Issue.record("called without items") }
    #expect(pool.map(0) { $0 }.isEmpty)
  }

  @Test(arguments: [1, 2, 4])
  func nestedCallsStayWithinTheBound(threads: Int) {
    let pool = WorkPool(threads: threads)
    let gauge = Gauge()
    pool.forEach(4) { _ in
      pool.forEach(3) { _ in
        pool.forEach(3) { _ in gauge.measure { Thread.sleep(forTimeInterval: 0.0003) } }
      }
    }
    #expect(gauge.most <= threads)
  }

  @Test(arguments: [1, 3])
  func concurrentCallsStayWithinTheBound(threads: Int) {
    let pool = WorkPool(threads: threads)
    let gauge = Gauge()
    let group = DispatchGroup()
    for _ in 0..<4 {
      let thread = Thread {
        pool.forEach(5) { _ in
          pool.forEach(2) { _ in gauge.measure { Thread.sleep(forTimeInterval: 0.0003) } }
        }
        group.leave()
      }
      group.enter()
      thread.start()
    }
    group.wait()
    #expect(gauge.most <= threads)
  }

  @Test(.enabled(if: ProcessInfo.processInfo.activeProcessorCount >= 2))
  func freeThreadsJoinIn() {
    // Dispatch gives no thread while other tests keep all processors busy: so more than one try.
    let gauge = Gauge()
    for _ in 0..<1000 where gauge.most < 2 {
      WorkPool(threads: 2).forEach(20) { _ in
        gauge.measure { Thread.sleep(forTimeInterval: 0.0005) }
      }
    }
    #expect(gauge.most == 2)
  }

  @Test func permitsComeBack() {
    let pool = WorkPool(threads: 2)
    for _ in 0..<50 { pool.forEach(4) { _ in } }
    let gauge = Gauge()
    pool.forEach(100) { _ in gauge.measure { Thread.sleep(forTimeInterval: 0.0005) } }
    #expect(gauge.most >= 1 && gauge.most <= 2)
  }

  @Test func limitTakesEffect() {
    let pool = WorkPool(threads: 8)
    pool.limit(to: 1)
    #expect(pool.threads == 1)
    let gauge = Gauge()
    pool.forEach(20) { _ in gauge.measure { Thread.sleep(forTimeInterval: 0.0002) } }
    #expect(gauge.most == 1)
  }

  @Test(arguments: [1, 2, 3])
  func mapKeepsTheOrder(threads: Int) {
    let squares = WorkPool(threads: threads).map(200) { $0 * $0 }
    #expect(squares == (0..<200).map { $0 * $0 })
  }

  private struct Failure: Error, Equatable {
    let index: Int
  }

  @Test(arguments: [1, 2, 3])
  func theFirstErrorByIndexIsThrown(threads: Int) {
    let visited = Locked(0)
    #expect(throws: Failure(index: 7)) {
      try WorkPool(threads: threads).forEach(50) { index in
        visited.withLock { $0 += 1 }
        if index % 10 == 7 { throw Failure(index: index) }
      }
    }
    #expect(visited.withLock { $0 } == 50)
  }

  @Test func mapThrows() {
    #expect(throws: Failure(index: 3)) {
      try WorkPool(threads: 2).map(5) { index in
        if index == 3 { throw Failure(index: index) }
        return index
      }
    }
  }

  @Test func nestedCallOfAnotherPoolHasItsOwnBound() {
    let (outer, inner) = (WorkPool(threads: 3), WorkPool(threads: 1))
    let gauge = Gauge()
    outer.forEach(6) { _ in
      inner.forEach(2) { _ in gauge.measure { Thread.sleep(forTimeInterval: 0.0002) } }
    }
    #expect(gauge.most == 1)
  }
}
