import Foundation
import Testing

@testable import LocusNumerics

struct ProcessorTimeTests {
  /// Keeps this thread's processor busy for some seconds of its own time.
  private func work(_ seconds: Double) {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    while now() - start < seconds {}
  }

  /// What all items take is counted, whoever does them, also in nested loops; sleep is not.
  @Test(arguments: [1, 2, 5]) func itemsOfAllThreadsCount(_ threads: Int) {
    let pool = WorkPool(threads: threads)
    let (result, seconds) = ProcessorTime.measuring {
      pool.forEach(4) { _ in
        pool.forEach(3) { _ in work(0.004) }
        Thread.sleep(forTimeInterval: 0.02)
      }
      return 7
    }
    #expect(result == 7)
    #expect(seconds >= 0.048 && seconds < 0.068, "\(seconds)")
  }

  /// Work side by side is told apart: each has its own, and what contains both has both.
  @Test func othersWorkIsNotCounted() {
    let pool = WorkPool(threads: 3)
    let (parts, whole) = ProcessorTime.measuring {
      pool.map(2) { index in
        ProcessorTime.measuring { pool.forEach(4) { _ in work(index == 0 ? 0.002 : 0.01) } }.seconds
      }
    }
    #expect(parts[0] >= 0.008 && parts[0] < 0.018, "\(parts[0])")
    #expect(parts[1] >= 0.04 && parts[1] < 0.055, "\(parts[1])")
    #expect(whole >= 0.048 && whole < 0.073, "\(whole)")
    #expect(ProcessorTime.measuring { Thread.sleep(forTimeInterval: 0.02) }.seconds < 0.015)
  }

  /// Waiting for a program counts as its work, on whatever thread.
  @Test func programsCountWithTheirTime() {
    let pool = WorkPool(threads: 2)
    let seconds = ProcessorTime.measuring {
      pool.forEach(2) { _ in
        ProcessorTime.countingWait { Thread.sleep(forTimeInterval: 0.02) }
      }
    }.seconds
    #expect(seconds >= 0.04, "\(seconds)")
    #expect(ProcessorTime.countingWait { 3 } == 3)
  }
}
