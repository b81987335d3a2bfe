import Dispatch
import Foundation
import Framework

/// Shows on stderr how far a run is, at what rate, and when it will be done.
///
/// On a terminal one line is redrawn every second; elsewhere a line is written now and then, so that
/// log files stay short.
final class Progress: @unchecked Sendable {
  /// The evaluations of one model, of which some are dearer than others.
  struct Load {
    /// Tells models apart.
    let model: String
    let denoiser: String
    var left: Int
    var done = 0
    /// Spent on those done.
    var seconds = 0.0
  }

  // All mutable state is only touched under `lock`.
  private let lock = NSLock()
  private let isQuiet: Bool
  private var loads: [Load] = []
  private var total = 0
  private var done = 0
  private var activity = ""
  private var started = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private var timer: (any DispatchSourceTimer)?

  init(isQuiet: Bool = false) { self.isQuiet = isQuiet }

  /// - Parameters:
  ///   - found: units that were recorded before.
  ///   - unscored: those of them that lack a metric.
  func start(_ loads: [Load], found: Int, unscored: Int) {
    lock.withLock {
      self.loads = loads
      total = loads.reduce(0) { $0 + $1.left }
      done = 0
      started = .now
      guard !isQuiet, total > 0 else { return }
      // One evaluation may take minutes, in which nothing is counted.
      let timer = DispatchSource.makeTimerSource(queue: .global())
      timer.schedule(deadline: .now() + 1, repeating: 1)
      timer.setEventHandler { [weak self] in self?.refresh() }
      timer.resume()
      self.timer = timer
    }
    if found > 0 {
      Terminal.say(
        "\(found) finished units found, \(total) evaluations to do"
          + (unscored > 0 ? ", and metrics of \(unscored) recorded units" : ""))
    }
  }

  /// One evaluation of a model is done.
  func tick(_ model: String, seconds: Double) {
    lock.withLock {
      done = min(done + 1, total)
      if let index = loads.firstIndex(where: { $0.model == model }) {
        loads[index].left = max(loads[index].left - 1, 0)
        loads[index].done += 1
        loads[index].seconds += seconds
      }
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
      timer?.cancel()
      timer = nil
      guard !isQuiet, total > 0 else { return }
      if Terminal.isInteractive { Terminal.redraw("") }
      let seconds = (ContinuousClock.now - started) / .seconds(1)
      Terminal.say("\(done) of \(total) evaluations in \(Self.duration(seconds))")
    }
  }

  private func refresh() {
    lock.withLock {
      guard timer != nil else { return }
      show(atMostEvery: Terminal.isInteractive ? .milliseconds(900) : .seconds(30))
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
    var text = "\(done)/\(total) evaluations in \(Self.duration(seconds))"
    if let left = Self.secondsLeft(loads, elapsed: seconds) {
      text += ", \(Self.duration(left)) left"
    }
    if done < total, !activity.isEmpty { text += " (\(activity))" }
    if Terminal.isInteractive { Terminal.redraw(text) } else { Terminal.say(text) }
  }

  /// How long the rest will take: every model's evaluations at the seconds that its own took so far,
  /// or else those of its kind, or else all; and as many at a time as up to now.
  ///
  /// - Returns: nil as long as nothing is done.
  static func secondsLeft(_ loads: [Load], elapsed: Double) -> Double? {
    func mean(_ loads: some Sequence<Load>) -> Double? {
      let (done, seconds) = loads.reduce((0, 0.0)) { ($0.0 + $1.done, $0.1 + $1.seconds) }
      return done > 0 ? seconds / Double(done) : nil
    }
    guard let overall = mean(loads) else { return nil }
    let kinds = Dictionary(grouping: loads, by: \.denoiser).compactMapValues { mean($0) }
    let rest = loads.reduce(0) { sum, load in
      sum + Double(load.left) * (mean([load]) ?? kinds[load.denoiser] ?? overall)
    }
    let spent = loads.reduce(0) { $0 + $1.seconds }
    return spent > 0 ? rest * elapsed / spent : 0
  }

  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<60: String(format: "%.1f s", seconds)
    case ..<3600: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
    default: String(format: "%d h %02d min", Int(seconds) / 3600, Int(seconds) % 3600 / 60)
    }
  }
}
