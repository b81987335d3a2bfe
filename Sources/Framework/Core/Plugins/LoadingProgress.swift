/// How far the loading of a data set is, for whoever shows it.
///
/// A data set that takes its time says so from the thread that called ``Dataset/load(_:)``; where
/// nobody listens, nothing happens.
public enum LoadingProgress {
  /// Is told what is done of all there is to do.
  @TaskLocal public static var listener: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  public static func report(_ done: Int, of total: Int) { listener?(done, total) }
}
