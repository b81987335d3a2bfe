import Foundation

/// How far the loading of a data set is, for whoever shows it.
///
/// A data set that takes its time says so from the thread that called ``Dataset/load(_:)``; where
/// nobody listens, nothing happens.
public enum LoadingProgress {
  /// Is told what is done of all there is to do.
  public typealias Listener = @Sendable (_ done: Int, _ total: Int) -> Void

  /// In the thread's own dictionary: binding a task-local value outside of any task crashed optimised
  /// builds (Swift 6.3.1 on Linux).
  private static let key = "locus.loading"
  private final class Box: NSObject {
    let listener: Listener
    init(_ listener: @escaping Listener) { self.listener = listener }
  }

  /// Calls `body`; what it reports from this thread goes to the listener.
  public static func told<Result>(
    to listener: @escaping Listener, _ body: () throws -> Result
  ) rethrows -> Result {
    let values = Thread.current.threadDictionary
    let before = values[key]
    values[key] = Box(listener)
    defer { values[key] = before }
    return try body()
  }

  public static func report(_ done: Int, of total: Int) {
    (Thread.current.threadDictionary[key] as? Box)?.listener(done, total)
  }
}
