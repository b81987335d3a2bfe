import Foundation
import Framework

/// A plane wave: strength · cos(2π (x u + y v) + phase), u to the right and v down, in units of the
/// shorter side of the image.
struct PlaneWave: Sendable {
  /// Cycles per unit along u.
  var x: Double
  /// Cycles per unit along v.
  var y: Double
  var phase: Double
  /// Amplitude in each channel; grey images use the first.
  var strength: SIMD3<Float>

  /// Cycles per unit along the wave's own direction.
  var frequency: Double {
    (x * x + y * y).squareRoot()
  }

  /// The same wave in the coordinates of a window centred at (u, v) and `scale` units wide.
  func seen(fromX u: Double, y v: Double, scale: Double) -> PlaneWave {
    PlaneWave(
      x: x * scale, y: y * scale, phase: phase + 2 * Double.pi * (x * u + y * v),
      strength: strength)
  }
}

/// An endless picture whose amplitude spectrum falls as f^-1.2, the average of natural scenes.
///
/// It is a sum of plane waves, six to the octave from a quarter of a cycle a unit up. In two
/// dimensions waves of equal strength in each octave would make an amplitude spectrum of 1/f; the
/// strength here falls by another f^-0.2. Phases are uniform, and directions advance by the golden
/// angle so that each octave holds all of them. Source of the law: Tolhurst, Tadmor, Chao 1992,
/// "Amplitude spectra of natural images".
struct Landscape: Sendable {
  let name: String
  /// By growing frequency; those too fine for an image's pixels are for the caller to leave out.
  let waves: [PlaneWave]

  /// The landscapes of the `smooth-field` family; drawing one out along an axis keeps the law.
  static let all = [
    Landscape(name: "isotropic", number: 0, stretch: 1),
    Landscape(name: "horizontal", number: 1, stretch: 1.5),
    Landscape(name: "vertical", number: 2, stretch: 1 / 1.5),
  ]

  private init(name: String, number: UInt64, stretch: Double) {
    self.name = name
    let octaves = 12
    let bandsPerOctave = 6
    // Not the data's seed: the landscapes belong to the family.
    var random = CounterRandom(seed: 1987, index: number, purpose: .syntheticImage)
    let firstDirection = random.uniform()
    var waves: [PlaneWave] = []
    for band in 0..<octaves * bandsPerOctave {
      let octave = (Double(band) + random.uniform()) / Double(bandsPerOctave)
      let frequency = 0.25 * exp2(octave)
      let direction = 2 * Double.pi * (firstDirection + 0.381_966 * Double(band))
      let phase = 2 * Double.pi * random.uniform()
      let strength = Float(exp2(-0.2 * octave)) * Palette.ink(random: &random)
      waves.append(
        PlaneWave(
          x: frequency * cos(direction) / stretch, y: frequency * sin(direction) * stretch,
          phase: phase, strength: strength))
    }
    self.waves = waves.sorted { $0.frequency < $1.frequency }
  }
}
