import Foundation
import Framework

/// Questions to a program and its answers, over pipes, with a time limit.
///
/// All three pipes are served together: a program that writes before it has read everything, or that
/// says much on stderr, never makes both sides wait for each other.
struct PipeExchange: Sendable {
  enum Failure: Error, Equatable {
    /// The program closed its output.
    case ended
    case timeout(seconds: Double)
    case noLine
    case trailing(bytes: Int)
    case system(Int32)
  }

  /// Bytes of a first line that never ends after which it is no answer.
  private static let longestLine = 1 << 16
  /// Bytes of stderr that are kept.
  private static let keptErrors = 4096

  private let input: Int32
  private let output: Int32
  private let errors: Int32
  private var request = Data()
  private var answer = Data()
  private var line: String?
  private var needed = 0
  private var errorText = Data()
  private var errorsAreOpen = true

  init(input: Int32, output: Int32, errors: Int32) {
    self.input = input
    self.output = output
    self.errors = errors
    for descriptor in [input, output, errors] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  /// Writes `request`; reads a line and as many bytes as `byteCount` makes of it.
  mutating func run(
    _ request: Data, timeout: Double, byteCount: (String) throws -> Int
  ) throws -> (line: String, bytes: Data) {
    self.request = request
    answer = Data()
    line = nil
    let deadline = ContinuousClock.now + .seconds(timeout)
    while true {
      if line == nil { try findLine(byteCount) }
      if let line, self.request.isEmpty, answer.count >= needed {
        guard answer.count == needed else { throw Failure.trailing(bytes: answer.count - needed) }
        return (line, answer)
      }
      let left = (deadline - .now) / .seconds(1)
      guard left > 0 else { throw Failure.timeout(seconds: timeout) }
      try serve(within: left)
    }
  }

  private mutating func findLine(_ byteCount: (String) throws -> Int) throws {
    guard let end = answer.firstIndex(of: UInt8(ascii: "\n")) else {
      if answer.count > Self.longestLine { throw Failure.noLine }
      return
    }
    let text = String(decoding: answer[answer.startIndex..<end], as: UTF8.self)
    needed = try byteCount(text)
    line = text
    answer = Data(answer[answer.index(after: end)...])
  }

  /// Waits until some pipe is ready, and serves those that are.
  private mutating func serve(within seconds: Double) throws {
    var polled = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      // A negative descriptor is passed over.
      pollfd(fd: errorsAreOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: request.isEmpty ? -1 : input, events: Int16(POLLOUT), revents: 0),
    ]
    // A minute at a time: the limit may exceed what fits into milliseconds.
    let milliseconds = Int32(min(seconds * 1000, 60_000).rounded(.up))
    guard poll(&polled, nfds_t(polled.count), milliseconds) >= 0 else {
      if errno == EINTR { return }
      throw Failure.system(errno)
    }
    if polled[1].revents != 0 { drainErrors() }
    if polled[2].revents != 0 { try writeSome() }
    if polled[0].revents != 0 { try readSome() }
  }

  private mutating func readSome() throws {
    guard let bytes = try PipeEnd.read(output, atMost: 1 << 16) else { return }
    guard !bytes.isEmpty else { throw Failure.ended }
    answer += bytes
  }

  private mutating func writeSome() throws {
    guard let written = try PipeEnd.write(request.prefix(1 << 16), to: input) else {
      // Nobody reads: whether the program has ended shows at its output.
      request = Data()
      return
    }
    request = request.dropFirst(written)
  }

  /// Reads what has been written to stderr, as far as it is there.
  mutating func drainErrors() {
    while errorsAreOpen, let bytes = try? PipeEnd.read(errors, atMost: 1 << 16) {
      errorsAreOpen = !bytes.isEmpty
      errorText = Data((errorText + bytes).suffix(Self.keptErrors))
    }
  }

  /// The last lines of stderr, indented.
  var lastWords: String {
    String(decoding: errorText, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(6)
      .map { "  \($0)" }.joined(separator: "\n")
  }

  fileprivate var progress: String {
    line == nil ? "before it answered" : "after \(answer.count) of the answer's \(needed) bytes"
  }
}

extension PipeExchange.Failure {
  /// What happened, as the end of a sentence about the program.
  func circumstances(_ exchange: PipeExchange) -> String {
    switch self {
    case .ended: exchange.progress
    case .timeout(let seconds):
      "was given \(JSON.number(seconds).canonicalText) s and ended \(exchange.progress); give it a longer "
        + "\"timeout\" if it only needs time"
    case .noLine: "answered with no line of JSON; standard output is for answers, use stderr"
    case .trailing(let bytes):
      "wrote \(bytes) bytes more than its answer; standard output is for answers, use stderr"
    case .system(let code): "cannot be waited for: \(String(cString: strerror(code)))"
    }
  }
}
