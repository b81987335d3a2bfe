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

  private static let signals = [SIGINT, SIGTERM, SIGUSR1]

  /// Done once: Dispatch puts a handler of its own in place, which must stay.
  private static let ignoreSignals: Void = { for number in signals { signal(number, SIG_IGN) } }()

  /// Starts to listen for signals.
  public func watchSignals() {
    Self.ignoreSignals
    for number in Self.signals {
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [weak self] in
        guard let self else { return }
        if isRequested { exit(130) }
        request()
        Terminal.say("stopping after the units in flight; press Ctrl-C again to stop at once")
      }
      source.resume()
      sources.append(source)
    }
  }
}
