import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One HTTP request whose answer is read piece by piece on the caller's thread.
///
/// URLSession's callbacks wait while `capacity` bytes are unread. URLSession on Linux does not pass
/// that on to the connection: it queues what the network delivers beyond it, and a task suspended
/// there sends its request anew when resumed. With a disk slower than the network, memory is
/// therefore bounded by the length of the file only.
final class ResponseStream: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  enum Event {
    case response(URLResponse)
    case data(Data)
    /// The body is complete, or the connection failed.
    case end((any Error)?)
  }

  private static let capacity = 4 << 20

  /// Guards everything below.
  private let condition = NSCondition()
  private var events: [Event] = []
  private var unreadBytes = 0
  private var isClosed = false
  private var session: URLSession?

  /// Sends the request. Redirects are followed; proxies are those of the system.
  init(_ request: URLRequest) {
    super.init()
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = 1
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: queue)
    self.session = session
    session.dataTask(with: request).resume()
  }

  /// The next event, or nil if none came within that many seconds.
  func next(within seconds: Double) -> Event? {
    condition.lock()
    defer { condition.unlock() }
    let limit = Date(timeIntervalSinceNow: seconds)
    while events.isEmpty {
      if !condition.wait(until: limit) { return nil }
    }
    let event = events.removeFirst()
    if case .data(let data) = event { unreadBytes -= data.count }
    condition.broadcast()
    return event
  }

  /// Drops the connection and whatever is unread. Must be called: a session keeps its delegate.
  func close() {
    condition.lock()
    isClosed = true
    events = []
    let session = session
    self.session = nil
    condition.broadcast()
    condition.unlock()
    session?.invalidateAndCancel()
  }

  private func push(_ event: Event, bytes: Int = 0) {
    condition.lock()
    defer { condition.unlock() }
    while unreadBytes > Self.capacity, !isClosed { condition.wait() }
    guard !isClosed else { return }
    events.append(event)
    unreadBytes += bytes
    condition.broadcast()
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    push(.response(response))
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    push(.data(data), bytes: data.count)
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    push(.end(error))
  }
}
