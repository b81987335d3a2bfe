import Framework

/// Colours that belong together: a common tint, and variations around it that are mostly of
/// brightness, as in photographs, where the three channels are strongly correlated.
struct Palette {
  private let tint: SIMD3<Float>
  private let isGrey: Bool

  /// Draws the common tint.
  init(channels: Int, random: inout CounterRandom) {
    isGrey = channels == 1
    tint = isGrey ? .zero : Self.chroma(0.065, random: &random)
  }

  /// A colour of brightness `tone`, nominally in [0, 1]; grey images get the same in all entries.
  func color(tone: Float, random: inout CounterRandom) -> SIMD3<Float> {
    let color = SIMD3<Float>(repeating: tone)
    return isGrey ? color : color + tint + Self.chroma(0.05, random: &random)
  }

  /// How strongly something of unit brightness shows in each channel; 1 on average.
  static func ink(random: inout CounterRandom) -> SIMD3<Float> {
    .one + chroma(0.12, random: &random)
  }

  /// A random departure from grey that leaves the brightness about as it is: along blue to orange
  /// with standard deviation `scale`, along magenta to green with half of it.
  private static func chroma(_ scale: Float, random: inout CounterRandom) -> SIMD3<Float> {
    let warm = Float(random.gaussian()) * scale
    let green = Float(random.gaussian()) * scale * 0.5
    return SIMD3(1.1, 0.05, -1.3) * warm + SIMD3(-0.7, 0.5, -0.4) * green
  }
}
