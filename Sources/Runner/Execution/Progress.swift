import Dispatch
import Foundation
import Framework

/// Shows on stderr what a command is busy with, how far it is, and when it will be done.
///
/// On a terminal one line is redrawn every second; elsewhere a line is written after a second, and
/// then now and then, so that log files stay short.
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
  private let write: @Sendable (String) -> Void
  private var loads: [Load] = []
  private var total = 0
  private var done = 0
  /// What is going on, in the order in which it began.
  private var activities: [String] = []
  /// How far some of them are.
  private var details: [String: String] = [:]
  private var started = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private var timer: (any DispatchSourceTimer)?

  /// - Parameter write: shows a line, in place of the last one where that is possible.
  init(
    isQuiet: Bool = false,
    write: @escaping @Sendable (String) -> Void = {
      Terminal.isInteractive ? Terminal.redraw($0) : Terminal.say($0)
    }
  ) {
    self.isQuiet = isQuiet
    self.write = write
  }

  deinit { timer?.cancel() }

  // MARK: What is going on

  /// Runs `body`, and shows that it is going on: "planning", "evaluating wiener".
  func during<Answer>(_ activity: String, _ body: () throws -> Answer) rethrows -> Answer {
    begin(activity)
    defer { end(activity) }
    return try body()
  }

  /// Says how far an activity is: "1024 of 30000".
  func detail(_ activity: String, _ text: String) { lock.withLock { details[activity] = text } }

  private func begin(_ activity: String) {
    lock.withLock {
      activities.append(activity)
      watch()
      if Terminal.isInteractive { show(atMostEvery: .milliseconds(100)) }
    }
  }

  private func end(_ activity: String) {
    lock.withLock {
      if let index = activities.lastIndex(of: activity) { activities.remove(at: index) }
      details[activity] = nil
      if activities.isEmpty, total == 0 { stop() }
    }
  }

  // MARK: How far it is

  /// From now on evaluations are counted.
  ///
  /// - Parameters:
  ///   - found: units that were recorded before.
  ///   - unscored: those of them that lack a metric.
  func start(_ loads: [Load], found: Int, unscored: Int) {
    lock.withLock {
      self.loads = loads
      total = loads.reduce(0) { $0 + $1.left }
      done = 0
      started = .now
      if total > 0 { watch() }
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

  /// Evaluations of a model that another process has done.
  func skip(_ model: String, evaluations: Int) {
    lock.withLock {
      if let index = loads.firstIndex(where: { $0.model == model }) {
        loads[index].left = max(loads[index].left - evaluations, 0)
      }
      total = max(total - evaluations, done)
    }
  }

  /// The last evaluation has been counted.
  func finish() {
    lock.withLock {
      stop()
      guard !isQuiet, total > 0 else { return }
      let seconds = (ContinuousClock.now - started) / .seconds(1)
      Terminal.say("\(done) of \(total) evaluations in \(Self.duration(seconds))")
      total = 0
    }
  }

  // MARK: Showing

  /// One evaluation, or the reading of a data set, may take minutes, in which nothing is counted.
  private func watch() {
    guard !isQuiet, timer == nil else { return }
    if total == 0 { started = .now }
    // A queue of its own: the global ones may have no thread to spare while all cores compute.
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { [weak self] in
      guard let self else { return }
      lock.withLock {
        guard self.timer != nil else { return }
        show(atMostEvery: Terminal.isInteractive ? .milliseconds(900) : .seconds(30))
      }
    }
    timer.resume()
    self.timer = timer
  }

  private func stop() {
    timer?.cancel()
    timer = nil
    if Terminal.isInteractive, lastShown != nil { Terminal.redraw("") }
    lastShown = nil
  }

  private func show(atMostEvery interval: Duration) {
    guard !isQuiet else { return }
    let now = ContinuousClock.now
    if let lastShown, now - lastShown < interval { return }
    // Off a terminal, what takes less than a second says nothing.
    if lastShown == nil, !Terminal.isInteractive, now - started < .seconds(0.9) { return }
    lastShown = now
    write(
      Self.line(
        done, of: total, in: (now - started) / .seconds(1), loads: loads,
        activities: activities.map { [$0, details[$0]].compactMap { $0 }.joined(separator: ", ") }))
  }

  /// `12/480 evaluations in 3.2 s, 2 min 05 s left (evaluating optimal, fitting wiener)`; before
  /// anything is counted `loading mnist, 3.2 s`.
  static func line(
    _ done: Int, of total: Int, in seconds: Double, loads: [Load], activities: [String]
  ) -> String {
    guard total > 0 else { return "\(activities.last ?? "working"), \(duration(seconds))" }
    var text = "\(done)/\(total) evaluations in \(duration(seconds))"
    if let left = secondsLeft(loads, elapsed: seconds) { text += ", \(duration(left)) left" }
    var names: [String] = []
    for activity in activities where !names.contains(activity) { names.append(activity) }
    guard !names.isEmpty else { return text }
    let rest = names.count > 3 ? " and \(names.count - 3) more" : ""
    return text + " (" + names.prefix(3).joined(separator: ", ") + rest + ")"
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
