import Foundation

/// Adds plane waves to an image; holds the table of one wave along the rows as scratch.
struct WaveTable {
  private var cosines: [Float] = []
  private var sines: [Float] = []

  /// Adds a wave as pixels record it, averaged over their area: the finest waves come out weaker.
  mutating func add(_ wave: PlaneWave, to canvas: inout SyntheticCanvas) {
    let width = canvas.width
    let stepX = 2 * Double.pi * wave.x * Double(canvas.pixel)
    let stepY = 2 * Double.pi * wave.y * Double(canvas.pixel)
    let strength = wave.strength * Float(pixelMean(stepX) * pixelMean(stepY))
    var rotation = Rotation(angle: wave.phase - stepX * Double(width - 1) / 2, step: stepX)
    cosines.removeAll(keepingCapacity: true)
    sines.removeAll(keepingCapacity: true)
    for _ in 0..<width {
      cosines.append(Float(rotation.cosine))
      sines.append(Float(rotation.sine))
      rotation.advance()
    }
    // cos(p + q) = cos p cos q - sin p sin q: two products a pixel and no cosine.
    rotation = Rotation(angle: -stepY * Double(canvas.height - 1) / 2, step: stepY)
    for row in 0..<canvas.height {
      for channel in 0..<canvas.channels {
        let first = channel * canvas.area + row * width
        let c = Float(rotation.cosine) * strength[channel]
        let s = Float(rotation.sine) * strength[channel]
        for column in 0..<width {
          canvas.values[first + column] += c * cosines[column] - s * sines[column]
        }
      }
      rotation.advance()
    }
  }

  /// Mean of a cosine of amplitude 1 over a pixel across which it turns by `step`, at its centre's
  /// peak.
  private func pixelMean(_ step: Double) -> Double {
    let half = step / 2
    return abs(half) < 1e-4 ? 1 : sin(half) / half
  }
}

/// Cosine and sine of an angle that grows in equal steps.
private struct Rotation {
  private(set) var cosine: Double
  private(set) var sine: Double
  private let stepCosine: Double
  private let stepSine: Double

  init(angle: Double, step: Double) {
    cosine = cos(angle)
    sine = sin(angle)
    stepCosine = cos(step)
    stepSine = sin(step)
  }

  mutating func advance() {
    (cosine, sine) = (
      cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine
    )
  }
}
