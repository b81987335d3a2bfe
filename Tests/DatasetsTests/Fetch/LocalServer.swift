import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A request as the server read it; header names in lowercase.
struct ServedRequest: Sendable {
  let path: String
  let headers: [String: String]
}

/// What the server does with a request.
struct ServedAnswer: Sendable {
  var status = 200
  var headers: [String: String] = [:]
  var body: [UInt8] = []
  /// Whether Content-Length is sent; without it the end of the connection ends the body.
  var statesLength = true
  /// Bytes of the body after which the connection is closed.
  var cutAfter: Int?
  /// Bytes of the body after which nothing more is sent while the connection stays open.
  var stallAfter: Int?
  /// Seconds between pieces of 4 KiB.
  var pieceDelay = 0.0

  /// A file on a server that knows ranges and entity tags.
  static func ranged(
    _ file: [UInt8], _ request: ServedRequest, tag: String? = nil
  ) -> ServedAnswer {
    var answer = ServedAnswer(body: file)
    answer.headers["ETag"] = tag
    guard let range = request.headers["range"],
      let start = Int(range.dropFirst("bytes=".count).dropLast()),
      request.headers["if-range"] == nil || request.headers["if-range"] == tag
    else { return answer }
    guard start < file.count else {
      return ServedAnswer(status: 416, headers: ["Content-Range": "bytes */\(file.count)"])
    }
    answer.status = 206
    answer.body = Array(file[start...])
    answer.headers["Content-Range"] = "bytes \(start)-\(file.count - 1)/\(file.count)"
    return answer
  }
}

/// An HTTP/1.1 server on 127.0.0.1 that answers one connection after the other and closes each.
final class LocalServer: @unchecked Sendable {
  typealias Handler = @Sendable (_ request: ServedRequest, _ index: Int) -> ServedAnswer

  let url: URL
  private let listener: Int32
  private let handler: Handler
  /// A serial queue of its own has its own thread, so blocking calls disturb nobody.
  private let queue = DispatchQueue(label: "local-server")
  private let lock = NSLock()
  private var isStopped = false
  private var served: [ServedRequest] = []

  var requests: [ServedRequest] { lock.withLock { served } }

  /// `handler` gets each request with its number, from 0.
  init(_ handler: @escaping Handler) throws {
    self.handler = handler
    (listener, url) = try Self.listen()
    queue.async { self.serve() }
  }

  /// Ends the server; it notices within 20 ms.
  func stop() {
    lock.withLock { isStopped = true }
    queue.sync {}
  }

  /// An address on which nobody listens.
  static func refusingURL() throws -> URL {
    let (listener, url) = try listen()
    close(listener)
    return url
  }

  private static func listen() throws -> (Int32, URL) {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let listener = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let succeeded = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && getsockname(listener, generic, &length) == 0
      }
    }
    let port = UInt16(bigEndian: address.sin_port)
    guard succeeded, systemListen(listener, 16) == 0,
      let url = URL(string: "http://127.0.0.1:\(port)/")
    else { throw POSIXError(.EADDRNOTAVAIL) }
    return (listener, url)
  }

  private func serve() {
    while !lock.withLock({ isStopped }) {
      guard isReadable(listener) else { continue }
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      #if canImport(Darwin)
        var on: Int32 = 1
        setsockopt(
          connection, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
      #endif
      if let request = readRequest(connection) {
        let index = lock.withLock {
          served.append(request)
          return served.count - 1
        }
        send(handler(request, index), to: connection)
      }
      close(connection)
    }
    close(listener)
  }

  private func isReadable(_ socket: Int32) -> Bool {
    var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 20) > 0
  }

  private func readRequest(_ connection: Int32) -> ServedRequest? {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      text += buffer[..<count]
    }
    let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count == 3 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...]
        .trimmingCharacters(in: .whitespaces)
    }
    return ServedRequest(path: String(words[1]), headers: headers)
  }

  private func send(_ answer: ServedAnswer, to connection: Int32) {
    var head = "HTTP/1.1 \(answer.status) Status\r\nConnection: close\r\n"
    if answer.statesLength { head += "Content-Length: \(answer.body.count)\r\n" }
    for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
    guard write(Array("\(head)\r\n".utf8), to: connection) else { return }
    let end = min(answer.cutAfter ?? .max, answer.stallAfter ?? .max, answer.body.count)
    for start in stride(from: 0, to: end, by: 4096) {
      guard write(Array(answer.body[start..<min(start + 4096, end)]), to: connection) else {
        return
      }
      if answer.pieceDelay > 0 { Thread.sleep(forTimeInterval: answer.pieceDelay) }
    }
    if answer.stallAfter != nil {
      // Until the client gives up, which makes the connection readable.
      while !isReadable(connection), !lock.withLock({ isStopped }) {}
    }
  }

  /// False when the client has gone.
  private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    #if canImport(Glibc)
      let flags = Int32(MSG_NOSIGNAL)
    #else
      let flags: Int32 = 0
    #endif
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemSend(connection, $0.baseAddress, $0.count, flags) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}

/// The class has methods of the same names, which would hide the system's.
private let systemListen = listen
private let systemSend = send
