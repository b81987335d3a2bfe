import Foundation

extension AxisScale {
  /// The ticks of the axis.
  ///
  /// - Parameter isFree: whether labels at these shares of the axis keep their distance.
  func ticks(isFree: ([Tick]) -> Bool) -> [Tick] {
    let marked = axis.marked.sorted().compactMap { value in
      share(value).map { Tick(share: $0, label: NumberLabel.text(value, digits: 5)) }
    }
    if marked.count > 1, isFree(marked) { return marked }
    switch axis.scale {
    case .categories(let names): return categoryTicks(names, isFree)
    case .linear: return linearTicks(isFree)
    case .log: return logTicks(isFree)
    }
  }

  /// Every word, or every second, third … where all have no room.
  private func categoryTicks(_ names: [String], _ isFree: ([Tick]) -> Bool) -> [Tick] {
    let all = names.indices.map { index in
      Tick(share: share(Double(index))!, label: names[index])
    }
    for stride in 1...max(all.count, 1) {
      let shown = all.enumerated().map { $0 % stride == 0 ? $1 : Tick(share: $1.share) }
      if isFree(shown.filter { $0.label != nil }) { return shown }
    }
    return all.map { Tick(share: $0.share) }
  }

  // MARK: Linear

  private func linearTicks(_ isFree: ([Tick]) -> Bool) -> [Tick] {
    // The range may be wider than the largest number.
    let range = min(max((high / 2 - low / 2) * 2, .leastNormalMagnitude), .greatestFiniteMagnitude)
    var exponent = NumberLabel.exponent(of: range) - 2
    for _ in 0..<5 {
      for factor in [1.0, 2, 5] {
        let isTooFine = axis.isWhole && exponent < 0
        let ticks = isTooFine ? [] : linearTicks(factor, exponent)
        // Two labels at least, and no more than a reader needs.
        if !ticks.isEmpty, ticks.count <= 7, isFree(ticks) { return ticks }
      }
      exponent += 1
    }
    // Values that differ in their last digits only.
    return [Tick(share: 0.5, label: NumberLabel.text(low / 2 + high / 2, digits: 15))]
  }

  private func linearTicks(_ factor: Double, _ exponent: Int) -> [Tick] {
    let step = factor * pow(10, Double(exponent))
    let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
    guard step > 0, first.magnitude < 1e15, last.magnitude < 1e15, last >= first,
      last - first <= 50
    else { return [] }
    let largest = max(abs(low), abs(high))
    let top = NumberLabel.exponent(of: largest)
    return stride(from: first, through: last, by: 1).compactMap { count in
      // The product of two whole numbers, where it is one, has no rounding.
      let value = exponent < 0 ? count * factor / pow(10, Double(-exponent)) : count * step
      guard let share = share(value) else { return nil }
      let label: String
      if value == 0 {
        label = "0"
      } else if exponent >= 0 && top > 5 || top < -3 {
        label = NumberLabel.scientific(value, exponent: top, decimals: max(0, top - exponent))
      } else {
        label = NumberLabel.fixed(value, decimals: max(0, -exponent))
      }
      return Tick(share: share, label: label)
    }
  }

  // MARK: Logarithmic

  private func logTicks(_ isFree: ([Tick]) -> Bool) -> [Tick] {
    let decades = Int(low.rounded(.up))...max(Int(low.rounded(.up)), Int(high.rounded(.down)))
    let inside = decades.filter { Double($0) >= low && Double($0) <= high }
    // Fewer than two powers of ten: numbers between them need labels too.
    if inside.count < 2 {
      for factors in [[1.0, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3]] {
        let ticks = (Int(low.rounded(.down))...Int(high.rounded(.up))).flatMap { exponent in
          factors.compactMap { logTick($0, exponent, isLabelled: true) }
        }
        if ticks.count > 2, isFree(ticks) { return ticks + smallTicks(beside: ticks) }
      }
      if let ticks = narrowTicks(isFree) { return ticks }
    }
    for stride in 1...max(inside.count, 1) {
      let ticks = inside.filter { $0 % stride == 0 }.compactMap {
        logTick(1, $0, isLabelled: true)
      }
      guard !ticks.isEmpty, isFree(ticks) else { continue }
      let between =
        stride == 1
        ? smallTicks(beside: ticks)
        : inside.filter { $0 % stride != 0 && inside.count <= 40 }.compactMap {
          logTick(1, $0, isLabelled: false)
        }
      return ticks + between
    }
    return []
  }

  /// 2, 3 … 9 times the powers of ten, unless there are so many of these that they run together.
  private func smallTicks(beside ticks: [Tick]) -> [Tick] {
    guard high - low <= 8 else { return [] }
    return (Int(low.rounded(.down))...Int(high.rounded(.up))).flatMap { exponent in
      (1...9).compactMap { logTick(Double($0), exponent, isLabelled: false) }
    }.filter { tick in !ticks.contains { abs($0.share - tick.share) < 1e-9 } }
  }

  private func logTick(_ factor: Double, _ exponent: Int, isLabelled: Bool) -> Tick? {
    let place = log10(factor) + Double(exponent)
    guard place >= low - 1e-12, place <= high + 1e-12 else { return nil }
    let share = (place - low) / (high - low)
    guard isLabelled else { return Tick(share: share) }
    if (-3...3).contains(exponent), low > -4, high < 5 {
      let value =
        exponent < 0 ? factor / pow(10, Double(-exponent)) : factor * pow(10, Double(exponent))
      return Tick(share: share, label: NumberLabel.fixed(value, decimals: max(0, -exponent)))
    }
    let power = NumberLabel.power(exponent)
    return Tick(share: share, label: factor == 1 ? power : "\(Int(factor))×\(power)")
  }

  /// The ticks of a linear axis of the same range, at their places on this one.
  private func narrowTicks(_ isFree: ([Tick]) -> Bool) -> [Tick]? {
    let ends = [pow(10, low), pow(10, high)]
    let linear = AxisScale(Axis("", .linear), ends, margin: 0)
    func moved(_ ticks: [Tick]) -> [Tick] {
      ticks.compactMap { tick in
        let value = linear.low + tick.share * (linear.high - linear.low)
        return value > 0 ? Tick(share: (log10(value) - low) / (high - low), label: tick.label) : nil
      }
    }
    let ticks = linear.ticks { isFree(moved($0)) }
    return ticks.count > 1 ? moved(ticks) : nil
  }
}
