import Framework

/// How long the units that are left will take, by those that were computed before: of each model as
/// many seconds of processors as its quickest and its slowest finished unit took.
struct TimePlan {
  /// On the clock, if all threads are busy; nil where nothing is left, or nothing is known.
  private(set) var seconds: ClosedRange<Double>?
  /// Labels of the models with units left of which none has been computed.
  private(set) var unknown: [String] = []

  /// A model with the records of its finished units.
  struct Model {
    let label: String
    let left: Int
    let finished: [UnitRecord]
  }

  init(_ models: [Model], threads: Int = WorkPool.shared.threads) {
    var (least, most) = (0.0, 0.0)
    var isKnown = false
    for model in models where model.left > 0 {
      let units = model.finished.compactMap { $0.processor?.denoise.reduce(0, +) }
      guard let quickest = units.min(), let slowest = units.max() else {
        if !unknown.contains(model.label) { unknown.append(model.label) }
        continue
      }
      // A run that goes on fits the model again.
      let fits = model.finished.compactMap { $0.processor?.fit }
      isKnown = true
      least += Double(model.left) * quickest
      most += Double(model.left) * slowest + (fits.max() ?? 0)
    }
    if isKnown { seconds = least / Double(threads)...most / Double(threads) }
  }

  /// A sentence, or nil where nothing is left to be said.
  func sentence(threads: Int = WorkPool.shared.threads) -> String? {
    let names = unknown.count > 3 ? unknown.prefix(3) + ["\(unknown.count - 3) more"] : unknown[...]
    let others = names.joined(separator: ", ")
    guard let seconds else {
      return unknown.isEmpty ? nil : "How long it takes is known once units are finished."
    }
    let (least, most) = (
      Progress.duration(seconds.lowerBound), Progress.duration(seconds.upperBound)
    )
    let time = least == most ? most : "\(least) to \(most)"
    return
      "What is left takes \(time) on \(threads) \(threads == 1 ? "thread" : "threads"), by the "
      + "processor time of finished units"
      + (unknown.isEmpty ? "." : "; that of \(others) is not known yet.")
  }

  /// Null where nothing is known.
  var json: JSON {
    guard let seconds else { return JSON(.null) }
    return [
      "least": .number(seconds.lowerBound), "most": .number(seconds.upperBound),
      "unknown": .array(unknown.map(JSON.string)),
    ]
  }
}
