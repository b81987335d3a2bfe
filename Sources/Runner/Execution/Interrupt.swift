import Dispatch
import Foundation

/// Whether the user asked to stop.
///
/// The first Ctrl-C (or TERM, or USR1 from a batch system) lets the units in flight finish and be
/// recorded; the second ends the program at once.
public final class Interrupt: @unchecked Sendable {
  // `requested` is only touched under `lock`; `sources` only in `watchSignals`.
  private let lock = NSLock()
  private var requested = false
  private var sources: [any DispatchSourceSignal] = []

  public init() {}

  public var isRequested: Bool { lock.withLock { requested } }

  public func request() { lock.withLock { requested = true } }

  /// Starts to listen for signals.
  public func watchSignals() {
    for number in [SIGINT, SIGTERM, SIGUSR1] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        if isRequested { exit(130) }
        request()
        Terminal.say("stopping after the units in flight; press Ctrl-C again to stop at once")
      }
      source.resume()
      sources.append(source)
    }
  }
}
