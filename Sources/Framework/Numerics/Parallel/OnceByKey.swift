import Foundation

/// Values that are computed once for each key and shared by all threads.
///
/// While one thread computes a value, others that want the same one wait, and leave their places in
/// ``WorkPool/shared`` to those who help it; other keys are not held up.
public final class OnceByKey<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
  // `slots` is only touched under `lock`; a slot's value only under the slot's own lock.
  private let lock = NSLock()
  private var slots: [Key: Slot] = [:]

  private final class Slot {
    let lock = NSLock()
    var value: Value?
  }

  public init() {}

  /// The value for `key`, made by `make` if this is the first time.
  ///
  /// - Throws: what `make` throws; the next caller tries again.
  public func value<Failure>(
    for key: Key, make: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let slot = slot(for: key)
    if !slot.lock.try() { WorkPool.shared.whileAnotherWorks { slot.lock.lock() } }
    defer { slot.lock.unlock() }
    if let value = slot.value { return value }
    let value = try make()
    slot.value = value
    return value
  }

  /// Forgets the value for `key`; it is made anew when it is next wanted.
  package func remove(_ key: Key) {
    lock.lock()
    defer { lock.unlock() }
    slots[key] = nil
  }

  private func slot(for key: Key) -> Slot {
    lock.lock()
    defer { lock.unlock() }
    if let slot = slots[key] { return slot }
    let slot = Slot()
    slots[key] = slot
    return slot
  }
}
