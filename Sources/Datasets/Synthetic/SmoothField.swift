import Framework

/// Views of three fixed landscapes whose spectrum falls like that of photographs (``Landscape``).
///
/// An image is a window at a random place and scale, with a random mean, contrast and tint: few
/// free parameters, so that a large population is dense enough to stand for the whole distribution.
/// The landscapes are the same for every seed: populations of different seeds are samples of one
/// distribution. Images are not periodic.
struct SmoothField: SyntheticPainter {
  let classNames = Landscape.all.map(\.name)
  private var waves = WaveTable()

  mutating func paint(_ canvas: inout SyntheticCanvas, random: inout CounterRandom) -> UInt8 {
    let label = random.integer(below: Landscape.all.count)
    let x = random.uniform(in: -0.3..<0.3)
    let y = random.uniform(in: -0.3..<0.3)
    // Windows 0.8 to 1.25 units wide.
    let scale = 1 / random.uniform(in: 0.8..<1.25)
    let palette = Palette(channels: canvas.channels, random: &random)
    let mean = palette.color(tone: Float(random.uniform(in: 0.36..<0.64)), random: &random)
    let deviation = Float(random.uniform(in: 0.16..<0.27))

    canvas.clear()
    for wave in Landscape.all[label].waves {
      let view = wave.seen(fromX: x, y: y, scale: scale)
      if view.frequency > 0.5 / Double(canvas.pixel) { break }
      waves.add(view, to: &canvas)
    }
    canvas.normalize(mean: mean, deviation: deviation)
    return UInt8(label)
  }
}
