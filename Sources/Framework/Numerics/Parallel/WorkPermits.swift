import Foundation

/// The permits of a `WorkPool`: one for each thread that may be inside a body.
final class WorkPermits: @unchecked Sendable {
  // `limitValue` and `used` are only touched while `condition` is locked; the key is constant.
  private let condition = NSCondition()
  private var limitValue: Int
  private var used = 0

  /// Thread-specific: set while the thread holds a permit, so that a nested call knows it.
  private let key: pthread_key_t

  init(limit: Int) {
    limitValue = limit
    var key = pthread_key_t()
    let status = pthread_key_create(&key, nil)
    precondition(status == 0, "the system has no thread-specific key left")
    self.key = key
  }

  deinit {
    pthread_key_delete(key)
  }

  var limit: Int {
    get { condition.withLock { limitValue } }
    set {
      condition.withLock {
        limitValue = newValue
        condition.broadcast()
      }
    }
  }

  /// Waits for a permit unless this thread has one already; says whether it took one.
  func takeForThisThread() -> Bool {
    guard pthread_getspecific(key) == nil else { return false }
    condition.withLock {
      while used >= limitValue { condition.wait() }
      used += 1
    }
    markThisThread(true)
    return true
  }

  func giveBackOfThisThread() {
    markThisThread(false)
    giveBack()
  }

  /// Takes what is free, up to a number, without waiting.
  func takeFree(atMost count: Int) -> Int {
    condition.withLock {
      let taken = max(0, min(count, limitValue - used))
      used += taken
      return taken
    }
  }

  func giveBack() {
    condition.withLock {
      used -= 1
      condition.signal()
    }
  }

  /// Gives back the permit of this thread, if it has one, until ``resumeThisThread()``; says whether
  /// it had.
  func pauseThisThread() -> Bool {
    let held = markThisThread(false)
    if held { giveBack() }
    return held
  }

  /// Takes a permit again without waiting for one, even beyond the limit: others may wait for what
  /// this thread goes on with.
  func resumeThisThread() {
    condition.withLock { used += 1 }
    markThisThread(true)
  }

  /// Marks this thread as holding a permit or not; returns what it was before.
  @discardableResult
  func markThisThread(_ holds: Bool) -> Bool {
    let before = pthread_getspecific(key) != nil
    pthread_setspecific(key, holds ? UnsafeRawPointer(bitPattern: 1) : nil)
    return before
  }
}
