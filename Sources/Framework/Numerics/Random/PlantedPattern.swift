/// An artificial correlation: a letter W added to every image, each time at another amplitude.
///
/// Pixels far apart then vary together, which natural images do not show, so the sensitivity of a
/// denoiser tells whether it follows the statistics of its data.
public struct PlantedPattern: Sendable {
  /// Bound of the coefficients, in units of data in [-1, 1].
  public let amplitude: Double
  /// Seed of the coefficients.
  public let seed: UInt64

  /// - Parameters:
  ///   - amplitude: positive; a coefficient is uniform in ± this.
  ///   - seed: with an image's index it decides the image's coefficient.
  public init(amplitude: Double, seed: UInt64) {
    precondition(amplitude > 0 && amplitude.isFinite, "the amplitude must be positive and finite")
    self.amplitude = amplitude
    self.seed = seed
  }

  /// What an image's pixels at full ink move by, in units of data in [-1, 1].
  public func coefficient(forImage index: Int) -> Double {
    var random = CounterRandom(seed: seed, index: UInt64(index), purpose: .plant)
    return random.uniform(in: -amplitude..<amplitude)
  }

  /// Adds the pattern to images of bytes, [n, channels, height, width], where 255 stands for 1 and
  /// 0 for -1; rounded to the nearest, clamped at the ends.
  public func plant(
    into pixels: inout [UInt8], channels: Int, height: Int, width: Int, firstIndex: Int
  ) {
    forEachPlane(
      of: pixels.count, channels: channels, height: height, width: width, firstIndex: firstIndex
    ) { start, pattern, coefficient in
      for i in pattern.indices {
        let value = Float(pixels[start + i]) + 127.5 * coefficient * pattern[i]
        pixels[start + i] = UInt8(max(0, min(255, value.rounded())))
      }
    }
  }

  /// Adds the pattern to images of floats, [n, channels, height, width], in [-1, 1]; nothing is
  /// clamped, so the result may leave that range by up to `amplitude`.
  public func plant(
    into values: inout [Float], channels: Int, height: Int, width: Int, firstIndex: Int
  ) {
    forEachPlane(
      of: values.count, channels: channels, height: height, width: width, firstIndex: firstIndex
    ) { start, pattern, coefficient in
      for i in pattern.indices { values[start + i] += coefficient * pattern[i] }
    }
  }

  /// The letter, [height, width]: 1 on the strokes, 0 off them, in between on their edges.
  ///
  /// It fills the middle 80 % of the width and 70 % of the height; a third of a square
  /// picture is ink.
  public static func wPattern(height: Int, width: Int) -> [Float] {
    let corners: [(x: Float, y: Float)] = [
      (0.1, 0.15), (0.3, 0.85), (0.5, 0.15), (0.7, 0.85), (0.9, 0.15),
    ].map { ($0.0 * Float(width), $0.1 * Float(height)) }
    let halfStroke = 0.065 * Float(min(height, width))
    var pattern: [Float] = []
    pattern.reserveCapacity(height * width)
    for row in 0..<height {
      for column in 0..<width {
        let x = Float(column) + 0.5
        let y = Float(row) + 0.5
        var square = Float.infinity
        for (start, end) in zip(corners, corners.dropFirst()) {
          square = min(square, squaredDistance(x, y, start, end))
        }
        pattern.append(max(0, min(1, halfStroke + 0.5 - square.squareRoot())))
      }
    }
    return pattern
  }

  /// Calls `body` with the start of every channel of every image, the pattern and the coefficient.
  private func forEachPlane(
    of count: Int, channels: Int, height: Int, width: Int, firstIndex: Int,
    body: (Int, [Float], Float) -> Void
  ) {
    let area = height * width
    precondition(
      count.isMultiple(of: channels * area), "the array must hold whole images of this shape")
    let pattern = Self.wPattern(height: height, width: width)
    for image in 0..<count / (channels * area) {
      let coefficient = Float(coefficient(forImage: firstIndex + image))
      for channel in 0..<channels {
        body((image * channels + channel) * area, pattern, coefficient)
      }
    }
  }

  /// Square of the distance of (x, y) to the segment between two points.
  private static func squaredDistance(
    _ x: Float, _ y: Float, _ start: (x: Float, y: Float), _ end: (x: Float, y: Float)
  ) -> Float {
    let along = (x: end.x - start.x, y: end.y - start.y)
    let length = along.x * along.x + along.y * along.y
    let projection = ((x - start.x) * along.x + (y - start.y) * along.y) / length
    let t = max(0, min(1, projection))
    let dx = x - start.x - t * along.x
    let dy = y - start.y - t * along.y
    return dx * dx + dy * dy
  }
}
