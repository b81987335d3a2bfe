import Foundation
import Framework

/// One shape near the middle of a plain ground, of random size, rotation, place and tones.
struct Shapes: SyntheticPainter {
  let classNames = Kind.allCases.map(\.rawValue)

  private enum Kind: String, CaseIterable {
    case disc, square, ring, triangle, cross, bar
  }

  mutating func paint(_ canvas: inout SyntheticCanvas, random: inout CounterRandom) -> UInt8 {
    let label = random.integer(below: Kind.allCases.count)
    let kind = Kind.allCases[label]
    let palette = Palette(channels: canvas.channels, random: &random)
    let ground = palette.color(tone: Float(random.uniform(in: -0.1..<0.25)), random: &random)
    let paint = palette.color(tone: Float(random.uniform(in: 0.75..<1.1)), random: &random)
    let size = Float(random.uniform(in: 0.24..<0.4))
    let x = Float(random.uniform(in: -0.09..<0.09))
    let y = Float(random.uniform(in: -0.09..<0.09))
    let angle = 2 * Double.pi * random.uniform()
    let turn = (cosine: Float(cos(angle)), sine: Float(sin(angle)))
    // The edge is a little softer than one pixel.
    let sharpness = 1 / (1.6 * canvas.pixel)

    for row in 0..<canvas.height {
      let dy = canvas.y(ofRow: row) - y
      for column in 0..<canvas.width {
        let dx = canvas.x(ofColumn: column) - x
        let distance = distance(
          to: kind, size: size, u: turn.cosine * dx + turn.sine * dy,
          v: turn.cosine * dy - turn.sine * dx)
        let coverage = max(0, min(1, 0.5 - distance * sharpness))
        let i = row * canvas.width + column
        for channel in 0..<canvas.channels {
          canvas.values[channel * canvas.area + i] =
            softLimited(ground[channel] + coverage * (paint[channel] - ground[channel]))
        }
      }
    }
    return UInt8(label)
  }

  /// Signed distance of a point to the outline of a shape centred at the origin, negative inside;
  /// exact along the edges, a lower bound beyond corners.
  private func distance(to kind: Kind, size: Float, u: Float, v: Float) -> Float {
    func box(_ halfWidth: Float, _ halfHeight: Float) -> Float {
      max(abs(u) - halfWidth, abs(v) - halfHeight)
    }
    switch kind {
    case .disc: return (u * u + v * v).squareRoot() - 0.9 * size
    case .square: return box(0.8 * size, 0.8 * size)
    case .ring: return abs((u * u + v * v).squareRoot() - 0.8 * size) - 0.25 * size
    case .triangle: return max(-v, 0.866 * abs(u) + 0.5 * v) - 0.55 * size
    case .cross: return min(box(size, 0.28 * size), box(0.28 * size, size))
    case .bar: return box(1.1 * size, 0.3 * size)
    }
  }
}
