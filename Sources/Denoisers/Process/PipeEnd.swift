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
    let (written, code) = withoutSignal {
      bytes.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
    }
    guard written < 0 else { return written }
    if [EAGAIN, EWOULDBLOCK, EINTR].contains(code) { return 0 }
    if code == EPIPE { return nil }
    throw PipeExchange.Failure.system(code)
  }

  /// Writes without the signal that a closed pipe sends, which would end this process.
  ///
  /// The signal goes to the writing thread: it is blocked there and, if it came, taken away. Nothing
  /// changes for other threads, or for other pipes such as standard output.
  private static func withoutSignal(_ write: () -> Int) -> (result: Int, error: Int32) {
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    var before = sigset_t()
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let result = write()
    let error = errno
    if result < 0, error == EPIPE {
      var pending = sigset_t()
      sigemptyset(&pending)
      sigpending(&pending)
      var number: Int32 = 0
      if sigismember(&pending, SIGPIPE) == 1 { sigwait(&pipe, &number) }
    }
    return (result, error)
  }
}

private func systemRead(
  _ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int
) -> Int { read(descriptor, bytes, count) }

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
