import Foundation

/// Downloads one file from the first mirror that delivers it, verifies it and puts it in place.
struct Downloader: FetchItem {
  let file: DownloadFile
  let mirrors: [URL]
  let target: URL
  /// Path of the file below the data folder, for reports.
  let label: String
  let options: FetchOptions
  let progress: @Sendable (FetchProgress) -> Void

  private static let countingBytes = 1 << 20
  private static let longestPause = 30.0

  var products: [URL] { [target] }

  private var part: PartFile { PartFile(target: target) }

  func isInPlace() throws -> Bool {
    switch LocalFile.state(of: target, size: file.size, md5: file.md5) {
    case .good:
      report(.alreadyThere(verified: true), bytes: file.size)
      return true
    case .wrong(let reason) where !options.force:
      throw FetchError.wrongFile(path: target.path, reason: reason)
    case .missing, .wrong:
      return false
    }
  }

  /// Throws `FetchError.mirrorsFailed`, `.cannotWrite` or `.cancelled`.
  func fetch() throws {
    var failures: [MirrorFailure] = []
    for mirror in mirrors {
      let source = mirror.appendingPathComponent(file.name)
      do {
        try fetch(from: source)
        try part.commit()
        report(.finished, bytes: file.size)
        return
      } catch TransferFailure.temporary(let reason), TransferFailure.permanent(let reason),
        TransferFailure.unusablePart(let reason)
      {
        failures.append(MirrorFailure(url: source.absoluteString, reason: reason))
        report(.retrying(source, reason: reason), bytes: part.length)
      }
    }
    throw FetchError.mirrorsFailed(file: label, target: target.path, failures: failures)
  }

  /// Tries one mirror until the part is complete and verified, or the mirror has had its chances.
  private func fetch(from source: URL) throws {
    var attempt = 1
    var hasStartedAgain = false
    while true {
      let before = part.length
      do {
        return try attemptOnce(from: source)
      } catch let failure as TransferFailure {
        switch failure {
        case .permanent:
          throw failure
        case .unusablePart(let reason):
          // The fault may lie in what an earlier run or another mirror left, so this mirror gets
          // one chance from the first byte.
          part.discard()
          guard before > 0, !hasStartedAgain else { throw failure }
          hasStartedAgain = true
          report(.retrying(source, reason: reason), bytes: 0)
        case .temporary(let reason):
          if part.length - before < Self.countingBytes { attempt += 1 }
          guard attempt <= options.policy.attempts else { throw failure }
          report(.retrying(source, reason: reason), bytes: part.length)
          try pause(beforeAttempt: attempt)
        }
      }
    }
  }

  private func attemptOnce(from source: URL) throws {
    if part.length < file.size {
      report(.downloading(from: source), bytes: part.length)
      try Transfer(source: source, part: part, expected: file.size, options: options).run {
        bytes, rate in report(.downloading(from: source), bytes: bytes, rate: rate)
      }
    }
    report(.verifying, bytes: file.size)
    if case .wrong(let reason) = LocalFile.state(of: part.url, size: file.size, md5: file.md5) {
      throw TransferFailure.unusablePart("damaged: \(reason)")
    }
  }

  /// Waits in short steps, so that a cancellation is noticed.
  private func pause(beforeAttempt attempt: Int) throws {
    let doublings = Double(max(attempt - 2, 0))
    let end = Date(
      timeIntervalSinceNow: min(options.policy.backOff * pow(2, doublings), Self.longestPause))
    while end.timeIntervalSinceNow > 0 {
      if options.isCancelled() {
        throw FetchError.cancelled(file: file.name, bytes: part.length, total: file.size)
      }
      Thread.sleep(forTimeInterval: min(0.05, max(end.timeIntervalSinceNow, 0)))
    }
  }

  private func report(_ phase: FetchProgress.Phase, bytes: Int, rate: Double = 0) {
    progress(
      FetchProgress(
        file: label, phase: phase, bytes: bytes, total: file.size, bytesPerSecond: rate))
  }
}
