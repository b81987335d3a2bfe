/// One image in the making: planar floats, nominally in [0, 1], and where its pixels lie.
///
/// Coordinates have their origin in the middle of the image and the shorter side as their unit, so
/// a square image shows the same scene at every resolution.
struct SyntheticCanvas {
  let channels: Int
  let height: Int
  let width: Int
  /// Side of a pixel.
  let pixel: Float
  /// [channels, height, width].
  var values: [Float]

  init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
    pixel = 1 / Float(min(height, width))
    values = [Float](repeating: 0, count: channels * height * width)
  }

  /// Pixels in one channel.
  var area: Int { height * width }

  /// Half the width and half the height of the image.
  var extent: (x: Float, y: Float) {
    (Float(width) * pixel / 2, Float(height) * pixel / 2)
  }

  func x(ofColumn column: Int) -> Float {
    (Float(column) + 0.5 - Float(width) / 2) * pixel
  }

  func y(ofRow row: Int) -> Float {
    (Float(row) + 0.5 - Float(height) / 2) * pixel
  }

  /// Sets every value to 0.
  mutating func clear() {
    for i in values.indices { values[i] = 0 }
  }

  /// Standard deviation of all values about their common mean.
  var deviation: Float { moments.deviation }

  /// Scales the values about their common mean to a standard deviation, moves that mean to a colour
  /// and limits the result softly.
  mutating func normalize(mean: SIMD3<Float>, deviation: Float) {
    let before = moments
    let gain = deviation / max(before.deviation, 1e-6)
    for channel in 0..<channels {
      let shift = mean[channel] - gain * before.mean
      for i in channel * area..<(channel + 1) * area {
        values[i] = softLimited(gain * values[i] + shift)
      }
    }
  }

  private var moments: (mean: Float, deviation: Float) {
    var sum: Float = 0
    var squares: Float = 0
    for value in values {
      sum += value
      squares += value * value
    }
    let mean = sum / Float(values.count)
    return (mean, max(0, squares / Float(values.count) - mean * mean).squareRoot())
  }

  /// Appends the image as bytes, [channels, height, width]; what lies outside [0, 1] is clamped.
  func appendBytes(to pixels: inout [UInt8]) {
    for value in values {
      pixels.append(UInt8(max(0, min(255, value * 255 + 0.5))))
    }
  }
}

/// Squeezes any tone into (0.02, 0.98), nearly unchanged in the middle: bright and dark areas keep
/// their detail where clamping would flatten them.
func softLimited(_ tone: Float) -> Float {
  let t = tone - 0.5
  let u = t * (1 / 0.48)
  let square = u * u
  return 0.5 + t / (1 + square * square).squareRoot().squareRoot()
}
