import Foundation
import Framework

/// A softmax over images at every place that takes them in batch by batch.
struct PlainSoftmax: Sendable {
  let scale: Double
  let channels: Int
  private(set) var least: [Float]
  /// Σ w and Σ w X_c for each place.
  private var sums: [Double]

  init(places: Int, channels: Int, level: NoiseLevel) {
    scale = 1 / (2 * level.noise * level.noise)
    self.channels = channels
    least = [Float](repeating: .infinity, count: places)
    sums = [Double](repeating: 0, count: places * (1 + channels))
  }

  /// Takes `count` distances of one place, which become weights in place.
  ///
  /// - Parameters:
  ///   - values: of the images in the first channel.
  ///   - stride: from one channel to the next.
  mutating func add(
    _ count: Int, at place: Int, _ distances: UnsafeMutablePointer<Float>,
    values: UnsafePointer<Float>, stride: Int
  ) {
    let nearest = kernels.least(count: count, distances)
    let first = place * (1 + channels)
    if nearest < least[place] {
      let factor = exp(Double(nearest - least[place]) * scale)
      for index in first...first + channels { sums[index] *= factor }
      least[place] = nearest
    }
    kernels.logits(
      count: count, least: least[place], scale: Float(scale), distances: distances,
      logits: distances)
    ImageScan().exponentials(of: distances, count: count, into: distances)
    sums[first] += Double(kernels.sum(count: count, weights: distances, values: nil))
    for channel in 0..<channels {
      sums[first + 1 + channel] += Double(
        kernels.sum(count: count, weights: distances, values: values + channel * stride))
    }
  }

  /// Adds the sums over other images.
  mutating func add(_ other: PlainSoftmax) {
    for place in least.indices {
      let nearest = min(least[place], other.least[place])
      let mine = least[place] == nearest ? 1 : exp(Double(nearest - least[place]) * scale)
      let its =
        other.least[place] == nearest ? 1 : exp(Double(nearest - other.least[place]) * scale)
      for index in place * (1 + channels)..<(place + 1) * (1 + channels) {
        sums[index] = mine * sums[index] + its * other.sums[index]
      }
      least[place] = nearest
    }
  }

  static func total(_ parts: [PlainSoftmax]) -> PlainSoftmax {
    var total = parts[0]
    for part in parts.dropFirst() { total.add(part) }
    return total
  }

  /// Σ w of a place.
  func weight(_ place: Int) -> Double { sums[place * (1 + channels)] }

  /// Σ w X_c / Σ w, [c, place].
  var means: [Float] {
    (0..<channels * least.count).map { index in
      let (channel, place) = index.quotientAndRemainder(dividingBy: least.count)
      return Float(sums[place * (1 + channels) + 1 + channel] / weight(place))
    }
  }
}
