import Foundation
import Framework

/// Reading and writing pipes that never make the caller wait.
enum PipeEnd {
  /// The bytes that are there, empty at the end; nil if there are none yet.
  static func read(_ descriptor: Int32, atMost count: Int) throws -> Data? {
    var bytes = Data(count: count)
    let got = bytes.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, count) }
    if got < 0 {
      if [EAGAIN, EWOULDBLOCK, EINTR].contains(errno) { return nil }
      throw PipeExchange.Failure.system(errno)
    }
    return bytes.prefix(got)
  }

  /// Number of bytes that the pipe took; nil if nobody reads it any more.
  static func write(_ bytes: Data, to descriptor: Int32) throws -> Int? {
    let (written, code) = PipeSignal.blocked {
      bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
    }
    guard written < 0 else { return written }
    if [EAGAIN, EWOULDBLOCK, EINTR].contains(code) { return 0 }
    if code == EPIPE { return nil }
    throw PipeExchange.Failure.system(code)
  }
}

private func systemRead(
  _ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int
) -> Int { read(descriptor, bytes, count) }

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
