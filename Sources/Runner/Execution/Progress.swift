import Foundation
import Framework

/// Shows on stderr how far a run is, at what rate, and when it will be done.
///
/// On a terminal one line is redrawn; elsewhere a line is written now and then, so that log files
/// stay short.
final class Progress: @unchecked Sendable {
  // All mutable state is only touched under `lock`.
  private let lock = NSLock()
  private let isQuiet: Bool
  private var total = 0
  private var done = 0
  private var activity = ""
  private var started = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?

  init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  func start(ticks: Int, skipped: Int) {
    lock.withLock {
      total = ticks
      done = 0
      started = .now
    }
    if skipped > 0 { Terminal.say("\(skipped) finished units found, \(ticks) evaluations to do") }
  }

  /// One evaluation of a denoiser is done.
  func tick() {
    lock.withLock {
      done = min(done + 1, total)
      show(atMostEvery: Terminal.isInteractive ? .milliseconds(100) : .seconds(10))
    }
  }

  /// What the run is busy with, when that is not counted.
  func say(_ activity: String) {
    lock.withLock {
      self.activity = activity
      if Terminal.isInteractive { show(atMostEvery: .zero) }
    }
  }

  func finish() {
    lock.withLock {
      guard !isQuiet, total > 0 else { return }
      if Terminal.isInteractive { Terminal.redraw("") }
      let seconds = (ContinuousClock.now - started) / .seconds(1)
      Terminal.say("\(done) of \(total) evaluations in \(Self.duration(seconds))")
    }
  }

  private func show(atMostEvery interval: Duration) {
    guard !isQuiet else { return }
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < interval { return }
    // Off a terminal, runs shorter than the interval say nothing.
    if lastShown == nil, !Terminal.isInteractive, now - started < interval { return }
    lastShown = now
    let seconds = (now - started) / .seconds(1)
    var text = "\(done)/\(total) evaluations"
    if done > 0, seconds > 0 {
      let rate = Double(done) / seconds
      text += String(format: ", %.3g/s", rate)
      text += ", \(Self.duration(Double(total - done) / rate)) left"
    }
    if done < total, !activity.isEmpty { text += " (\(activity))" }
    if Terminal.isInteractive { Terminal.redraw(text) } else { Terminal.say(text) }
  }

  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: String(format: "%.1f s", seconds)
    case ..<3600: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
    default: String(format: "%d h %02d min", Int(seconds) / 3600, Int(seconds) % 3600 / 60)
    }
  }
}
