import Foundation

/// The processor time that a piece of work takes, on the thread that does it and on all that join its
/// calls to a ``WorkPool``; seconds on the clock say little where other work runs beside.
package final class ProcessorTime: Sendable {
  private let outer: ProcessorTime?
  private let helpers = Locked(0.0)

  private init(within outer: ProcessorTime?) { self.outer = outer }

  /// Runs `body`; returns what it returns and the seconds that processors were busy with it.
  package static func measuring<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, seconds: Double) {
    let time = ProcessorTime(within: ofThisThread)
    let start = threadSeconds
    let result = try time.countingThisThread(body)
    return (result, threadSeconds - start + time.helpers.withLock { $0 })
  }

  /// Runs `body`, in which this thread waits for a started program: that counts with the seconds that it
  /// takes.
  package static func countingWait<Result>(_ body: () throws -> Result) rethrows -> Result {
    let (start, busy) = (ContinuousClock.now, threadSeconds)
    defer {
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      ofThisThread?.add(max(0, elapsed - (threadSeconds - busy)))
    }
    return try body()
  }

  /// Runs `body` on a thread that joins the work, perhaps the one that began it.
  func joining(_ body: () -> Void) {
    // A thread counts once, from the outermost call on.
    guard Self.ofThisThread !== self else { return body() }
    let start = Self.threadSeconds
    countingThisThread(body)
    add(Self.threadSeconds - start)
  }

  private func add(_ seconds: Double) {
    helpers.withLock { $0 += seconds }
    outer?.add(seconds)
  }

  private func countingThisThread<Result>(_ body: () throws -> Result) rethrows -> Result {
    let before = pthread_getspecific(Self.key)
    pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
    defer { pthread_setspecific(Self.key, before) }
    return try body()
  }

  // MARK: Threads

  /// Thread-specific: whose work the thread does. It lives as long as the work.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = pthread_key_create(&key, nil)
    precondition(status == 0, "the system has no thread-specific key left")
    return key
  }()

  /// Whose work this thread does; nil if nobody counts it.
  static var ofThisThread: ProcessorTime? {
    pthread_getspecific(key).map {
      Unmanaged<ProcessorTime>.fromOpaque($0).takeUnretainedValue()
    }
  }

  private static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
