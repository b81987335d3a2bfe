import Dispatch
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One attempt to bring a part file to its full length from one URL.
struct Transfer {
  let source: URL
  let part: PartFile
  /// Length of the complete file in bytes.
  let expected: Int
  let options: FetchOptions

  /// Continues the part, or starts it again where the server knows no ranges or has another
  /// version of the file.
  ///
  /// `report` gets the bytes on disk and the rate in bytes a second. Throws `TransferFailure`,
  /// `FetchError.cannotWrite` or `FetchError.cancelled`; what has arrived stays on disk.
  func run(report: (_ bytes: Int, _ rate: Double) -> Void) throws {
    let offset = part.length
    let stream = ResponseStream(request(from: offset))
    defer { stream.close() }
    var output: FileHandle?
    defer { try? output?.close() }
    var bytes = offset
    var arrived = 0
    let started = Self.now()
    var lastEvent = started
    var lastReport = -Double.infinity
    while true {
      if options.isCancelled() {
        throw FetchError.cancelled(file: source.lastPathComponent, bytes: bytes, total: expected)
      }
      guard let event = stream.next(within: 0.05) else {
        if Self.now() - lastEvent > options.policy.idleTimeout {
          throw TransferFailure.temporary("no data for \(options.policy.idleTimeout) s")
        }
        continue
      }
      lastEvent = Self.now()
      switch event {
      case .response(let response):
        guard let response = response as? HTTPURLResponse else {
          throw TransferFailure.permanent("not an HTTP server")
        }
        let continues = try ResponseRule.continuesPart(
          response, offset: offset, expected: expected)
        if !continues { bytes = 0 }
        output = try part.open(
          startingAgain: !continues, source: source,
          entityTag: response.value(forHTTPHeaderField: "ETag"))
      case .data(let data):
        guard bytes + data.count <= expected else {
          throw TransferFailure.unusablePart("sends more than the expected \(expected) bytes")
        }
        try LocalFile.writing(part.url) { try output?.write(contentsOf: data) }
        bytes += data.count
        arrived += data.count
        if lastEvent - lastReport >= options.policy.reportInterval || bytes == expected {
          lastReport = lastEvent
          report(bytes, Double(arrived) / max(lastEvent - started, 1e-3))
        }
      case .end(let error):
        if let error { throw TransferFailure.temporary(Self.reason(error)) }
        guard bytes == expected else {
          throw TransferFailure.temporary("connection closed at \(bytes) of \(expected) bytes")
        }
        try LocalFile.writing(part.url) { try output?.synchronize() }
        return
      }
    }
  }

  private func request(from offset: Int) -> URLRequest {
    var request = URLRequest(url: source)
    // A second net: the idle timeout above ends a silent connection first.
    request.timeoutInterval = max(60, 2 * options.policy.idleTimeout)
    // Without it URLSession offers gzip and hands over decoded bytes.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if offset > 0 {
      request.setValue("bytes=\(offset)-", forHTTPHeaderField: "Range")
      if let tag = part.entityTag(from: source) {
        request.setValue(tag, forHTTPHeaderField: "If-Range")
      }
    }
    return request
  }

  /// Seconds of a clock that never runs backwards.
  private static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? URLError)?.code {
    case .cannotFindHost, .dnsLookupFailed: return "host not found"
    case .cannotConnectToHost: return "no connection to the host"
    case .networkConnectionLost: return "connection lost"
    case .notConnectedToInternet: return "no Internet connection"
    case .timedOut: return "timed out"
    default: return error.localizedDescription
    }
  }
}
