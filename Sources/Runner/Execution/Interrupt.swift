import Dispatch
import Foundation

/// Whether the user asked to stop.
///
/// The first Ctrl-C, or a signal of a batch system or a terminal that closes (TERM, USR1, HUP), lets the
/// units in flight finish and be recorded. A second Ctrl-C ends the program at once; the others may
/// well come twice, as a batch system warns before it ends a job, and tells every process of it.
public final class Interrupt: @unchecked Sendable {
  // `requested` is only touched under `lock`; `sources` only in `watchSignals`.
  private let lock = NSLock()
  private var requested = false
  private var sources: [any DispatchSourceSignal] = []

  public init() {}

  public var isRequested: Bool { lock.withLock { requested } }

  public func request() { lock.withLock { requested = true } }

  /// Done once: Dispatch puts a handler of its own in place, which must stay. A program that was
  /// started to survive its terminal (`nohup`) does.
  private static let signals: [Int32] = {
    let hangup = signal(SIGHUP, SIG_IGN)
    // Functions cannot be compared; their addresses can.
    let isIgnored = unsafeBitCast(hangup, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    let signals = [SIGINT, SIGTERM, SIGUSR1]
    for number in signals { signal(number, SIG_IGN) }
    return signals + (isIgnored ? [] : [SIGHUP])
  }()

  /// Starts to listen for signals.
  public func watchSignals() {
    // A queue of its own: the global ones may have no thread to spare while all cores compute.
    let queue = DispatchQueue(label: "signals")
    for number in Self.signals {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [weak self] in
        guard let self else { return }
        guard !isRequested else {
          if number == SIGINT { exit(130) }
          return
        }
        request()
        Terminal.say(
          "stopping after the units in flight"
            + (number == SIGINT ? "; press Ctrl-C again to stop at once" : ""))
      }
      source.resume()
      sources.append(source)
    }
  }
}
