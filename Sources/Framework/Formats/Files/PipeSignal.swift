import Foundation

/// The signal that writing to a pipe sends when nobody reads it any more.
package enum PipeSignal {
  /// Writes without that signal, which would end this process.
  ///
  /// The signal goes to the writing thread: it is blocked there and, if it came, taken away. Nothing
  /// changes for other threads, other pipes, or programs that are started.
  ///
  /// - Returns: what `write` returned, and the `errno` after it.
  package static func blocked(while write: () -> Int) -> (result: Int, error: Int32) {
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
