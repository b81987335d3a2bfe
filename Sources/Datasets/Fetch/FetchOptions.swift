import Foundation

/// How a data set is fetched.
public struct FetchOptions: Sendable {
  /// Base URLs that replace those of the catalogue, in the order in which they are tried.
  public var mirrors: [URL]?
  /// Replace existing files that are not the expected ones. Good files are never replaced.
  public var force: Bool
  /// Timeouts, attempts and pauses.
  public var policy: DownloadPolicy
  /// Asked as data arrive and every 50 ms; true stops the fetch and keeps what has arrived.
  public var isCancelled: @Sendable () -> Bool

  public init(
    mirrors: [URL]? = nil, force: Bool = false, policy: DownloadPolicy = DownloadPolicy(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.mirrors = mirrors
    self.force = force
    self.policy = policy
    self.isCancelled = isCancelled
  }
}

/// Patience with a slow or failing server.
public struct DownloadPolicy: Sendable {
  /// Seconds without a byte after which a connection is given up.
  public var idleTimeout: Double
  /// Attempts at each mirror. One that brought at least a mebibyte does not count.
  public var attempts: Int
  /// Seconds before the second attempt at a mirror; doubles each time, up to 30.
  public var backOff: Double
  /// Least seconds between two progress reports of a running transfer.
  public var reportInterval: Double

  public init(
    idleTimeout: Double = 30, attempts: Int = 3, backOff: Double = 1,
    reportInterval: Double = 0.1
  ) {
    self.idleTimeout = idleTimeout
    self.attempts = attempts
    self.backOff = backOff
    self.reportInterval = reportInterval
  }
}
