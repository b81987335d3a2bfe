import Dispatch
import Foundation

/// A bounded pool of threads for data-parallel loops, over Dispatch.
///
/// The threads that are inside bodies never outnumber `threads`, over all nested and concurrent
/// calls together: a caller works itself and is joined by as many other threads as are free. A
/// call from inside a body never waits; a call from outside waits while every permit is taken.
///
/// A body that must wait for another does so in ``whileAnotherWorks(_:)``, and a free thread works in
/// its place.
///
/// How work is cut into items is the caller's business and must not depend on the number of
/// threads: then results do not depend on it either.
public final class WorkPool: Sendable {
  /// The pool of the whole program: one thread per active processor, unless `limit(to:)` was used.
  public static let shared = WorkPool(threads: ProcessInfo.processInfo.activeProcessorCount)

  private let permits: WorkPermits

  /// A pool of its own; `threads` is at least 1.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread")
    permits = WorkPermits(limit: threads)
  }

  /// The number of threads that may be inside bodies at one time.
  public var threads: Int { permits.limit }

  /// Changes the number of threads; meant to be called once, before the pool is in use.
  public func limit(to threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread")
    permits.limit = threads
  }

  /// Calls `body` with every index in 0..<count, in any order, and returns when all are done.
  ///
  /// An item should take more than about 50 µs, or the hand-over costs more than it brings.
  ///
  /// - Throws: what the body threw for the smallest index; the other items are done all the same.
  public func forEach<Failure: Error>(
    _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Void
  ) throws(Failure) {
    guard count > 0 else { return }
    let isOutside = permits.takeForThisThread()
    defer { if isOutside { permits.giveBackOfThisThread() } }

    let items = WorkItems<Failure>(count: count)
    let helpers = permits.takeFree(atMost: count - 1)
    if helpers == 0 {
      items.work(body)
    } else {
      let time = ProcessorTime.ofThisThread
      DispatchQueue.concurrentPerform(iterations: 1 + helpers) { worker in
        let wasMarked = permits.markThisThread(true)
        if let time { time.joining { items.work(body) } } else { items.work(body) }
        permits.markThisThread(wasMarked)
        if worker > 0 { permits.giveBack() }
      }
    }
    if let failure = items.failure { throw failure }
  }

  /// Runs `wait`, which waits for what another thread computes; meanwhile one more thread may join
  /// that one's calls.
  ///
  /// For a moment afterwards there may be one thread more than ``threads`` inside bodies.
  func whileAnotherWorks(_ wait: () -> Void) {
    let held = permits.pauseThisThread()
    wait()
    if held { permits.resumeThisThread() }
  }

  /// The results of `transform` for every index in 0..<count, in the order of the indices.
  ///
  /// - Throws: what the transform threw for the smallest index.
  public func map<Element: Sendable, Failure: Error>(
    _ count: Int, _ transform: @Sendable (Int) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    let results = Locked([Element?](repeating: nil, count: max(0, count)))
    try forEach(count) { (index) throws(Failure) in
      let element = try transform(index)
      results.withLock { $0[index] = element }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}

/// The items of one call that no worker has taken yet, and the failure to report.
private final class WorkItems<Failure: Error>: Sendable {
  private struct State {
    var next = 0
    var failure: (index: Int, error: Failure)?
  }

  private let count: Int
  private let state = Locked(State())

  init(count: Int) {
    self.count = count
  }

  var failure: Failure? { state.withLock { $0.failure?.error } }

  /// Takes items one by one until none is left.
  func work(_ body: (Int) throws(Failure) -> Void) {
    while let index = takeNext() {
      do throws(Failure) {
        try body(index)
      } catch {
        state.withLock { state in
          if let known = state.failure, known.index < index { return }
          state.failure = (index, error)
        }
      }
    }
  }

  private func takeNext() -> Int? {
    state.withLock { state in
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
  }
}
