import Framework

/// The dead-leaves model: opaque discs lie on one another, and the picture is what is still seen.
///
/// Disc radii follow p(r) ~ r^-3, the law for which a picture of many discs looks alike at all
/// scales (Lee, Mumford, Huang 2001, "Occlusion models for natural images"). The discs are few and
/// large, so that a population of some ten thousand images covers the distribution.
struct DeadLeaves: SyntheticPainter {
  let classNames = ["two-discs", "three-discs", "four-discs"]
  private let discs = [2, 3, 4]
  /// Bounds of the radii, in units of the shorter side.
  private let smallest: Float = 0.3
  private let largest: Float = 0.8
  /// Pictures flatter than this (standard deviation, white is 1) are drawn again.
  private let leastContrast: Float = 0.14
  /// Share of each pixel that no disc covers yet.
  private var open: [Float] = []

  mutating func paint(_ canvas: inout SyntheticCanvas, random: inout CounterRandom) -> UInt8 {
    let label = random.integer(below: classNames.count)
    // As many discs to a square of a long picture as to a square one.
    let squares = Int(4 * canvas.extent.x * canvas.extent.y)
    repeat {
      pile(discs[label] * max(1, squares), on: &canvas, random: &random)
    } while canvas.deviation < leastContrast
    for i in canvas.values.indices { canvas.values[i] = softLimited(canvas.values[i]) }
    return UInt8(label)
  }

  private mutating func pile(
    _ count: Int, on canvas: inout SyntheticCanvas, random: inout CounterRandom
  ) {
    let palette = Palette(channels: canvas.channels, random: &random)
    let brightness = Float(random.uniform(in: 0.4..<0.6))
    canvas.clear()
    open.removeAll(keepingCapacity: true)
    open.append(contentsOf: repeatElement(1, count: canvas.area))
    // From the top disc down: each shows only where those before it left the picture open.
    for _ in 0..<count {
      let tone = brightness + Float(random.uniform(in: -0.5..<0.5))
      let color = palette.color(tone: tone, random: &random)
      add(disc(on: canvas, random: &random), color, to: &canvas)
    }
    let ground = palette.color(
      tone: brightness + Float(random.uniform(in: -0.5..<0.5)), random: &random)
    for channel in 0..<canvas.channels {
      let first = channel * canvas.area
      for i in 0..<canvas.area { canvas.values[first + i] += open[i] * ground[channel] }
    }
  }

  private struct Disc {
    let x: Float
    let y: Float
    let radius: Float
  }

  /// A disc whose centre lies in the picture or at most half a radius outside.
  private func disc(on canvas: SyntheticCanvas, random: inout CounterRandom) -> Disc {
    // Inverse of the distribution function of r^-3 between the bounds.
    let near = 1 / (smallest * smallest)
    let far = 1 / (largest * largest)
    let radius = 1 / (near - Float(random.uniform()) * (near - far)).squareRoot()
    let x = Float(random.uniform(in: -1..<1)) * (canvas.extent.x + radius / 2)
    let y = Float(random.uniform(in: -1..<1)) * (canvas.extent.y + radius / 2)
    return Disc(x: x, y: y, radius: radius)
  }

  /// Slips a disc under those that are painted already.
  private mutating func add(
    _ disc: Disc, _ color: SIMD3<Float>, to canvas: inout SyntheticCanvas
  ) {
    // Coverage falls from 1 to 0 over one pixel; (r² - d²) / 2r is r - d to first order.
    let slope = 1 / (2 * disc.radius * canvas.pixel)
    for row in 0..<canvas.height {
      let dy = canvas.y(ofRow: row) - disc.y
      let reserve = disc.radius * disc.radius - dy * dy
      for column in 0..<canvas.width {
        let dx = canvas.x(ofColumn: column) - disc.x
        let coverage = max(0, min(1, 0.5 + (reserve - dx * dx) * slope))
        let i = row * canvas.width + column
        let shown = open[i] * coverage
        if shown == 0 { continue }
        open[i] -= shown
        for channel in 0..<canvas.channels {
          canvas.values[channel * canvas.area + i] += shown * color[channel]
        }
      }
    }
  }
}
