/// Factors and terms that a network makes of its time and class for every channel: y · (1 + scale) +
/// shift.
///
/// Source: Perez et al. 2018 (FiLM); Dhariwal & Nichol 2021, Sec. 3.1 (adaptive group normalisation).
struct Modulation: Sendable {
  let scale: [Float]
  let shift: [Float]

  /// - Parameter values: the scales of all channels, then their shifts.
  init(_ values: [Float]) {
    scale = Array(values[..<(values.count / 2)])
    shift = Array(values[(values.count / 2)...])
  }

  /// weight · (1 + scale) and bias · (1 + scale) + shift.
  func applied(to weight: [Float], _ bias: [Float]) -> (weight: [Float], bias: [Float]) {
    precondition(scale.count == weight.count, "a modulation of other channels")
    return (
      zip(weight, scale).map { $0 * (1 + $1) },
      bias.indices.map { bias[$0] * (1 + scale[$0]) + shift[$0] }
    )
  }
}
