import Foundation
import Framework

/// What is written for the user through a descriptor: the one place that writes to stdout and stderr.
///
/// The first failure is kept for ``finish()``, and nothing is written after it.
final class TextOutput: Sendable {
  private enum State {
    case unused
    case used
    /// Nobody reads the pipe any more (`locus list | head`): the reader's choice, not an error.
    case unread
    case failed(Int32)
  }

  private let descriptor: Int32
  /// What errors call it.
  private let name: String
  private let state = Locked(State.unused)

  init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  func write(_ text: String) {
    state.withLock { state in
      switch state {
      case .unused, .used: state = write(Data(text.utf8))
      case .unread, .failed: break
      }
    }
  }

  private func write(_ data: Data) -> State {
    data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let (written, error) = PipeSignal.blocked {
          systemWrite(descriptor, rest.baseAddress, rest.count)
        }
        switch (written, error) {
        case (0..., _): offset += written
        case (_, EINTR): continue
        case (_, EAGAIN): wait()
        case (_, EPIPE): return .unread
        default: return .failed(error)
        }
      }
      return .used
    }
  }

  /// Until a terminal or a pipe that another program made non-blocking takes more.
  private func wait() {
    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    _ = poll(&place, 1, -1)
  }

  /// To be asked when all was written.
  ///
  /// - Throws: ``FileError`` if something could not be written.
  func finish() throws {
    try state.withLock { state in
      if case .used = state, let error = delayedError { state = .failed(error) }
      guard case .failed(let code) = state else { return Result<Void, FileError>.success(()) }
      let advice =
        switch code {
        case ENOSPC, EDQUOT: "free some space, or write to another disk"
        case EBADF: "it is closed; send it to a file or to /dev/null"
        default: "check where it is sent to"
        }
      return .failure(
        FileError(file: name, problem: String(cString: strerror(code)), advice: advice))
    }.get()
  }

  /// What closing the file would report: network file systems find out late that a disk is full.
  private var delayedError: Int32? {
    let copy = dup(descriptor)
    return copy >= 0 && close(copy) != 0 ? errno : nil
  }

  /// Puts /dev/null in the place of standard descriptors that are closed, to be called before any
  /// file is opened: it would get the descriptor, and what is printed.
  static func occupyStandardDescriptors() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 {
      // The wrong way round, so that using it is an error, as with a closed one. The lowest free
      // descriptor is the one that is missing.
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}
