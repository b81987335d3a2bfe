import Framework
import Testing

@testable import Denoisers

struct LocalityMasksTests {
  /// Smooth little images; `constant` marks pixels that are the same in all of them.
  static func images(
    _ shape: ImageShape, count: Int, constant: Set<Int> = []
  ) -> ImageStore {
    var random = CounterRandom(seed: 11, index: 0, purpose: .syntheticImage)
    var values: [Float] = []
    for _ in 0..<count {
      var last = 0.0
      for pixel in 0..<shape.count {
        last = 0.7 * last + 0.3 * random.gaussian()
        // Not a number that Float adds up without rounding.
        values.append(constant.contains(pixel) ? -0.9 : Float(last))
      }
    }
    return ImageStore(shape: shape, floats: values)
  }

  static let levels = [(0.0164, 0.9999), (0.8, 0.6), (0.99995, 0.01), (1, 1e-5), (1, 80)].map {
    NoiseLevel(signal: $0.0, noise: $0.1, step: 0, t: 0)
  }

  /// The release's float32 covariance gives constant pixels a variance of rounding noise, which the
  /// division by the diagonal blows up at t = 0 until other masks are empty. Here such pixels read
  /// themselves only, and the others' masks are those of the data without constant pixels.
  @Test func constantPixelsLeaveTheOthersAlone() {
    let shape = ImageShape(channels: 1, height: 5, width: 6)
    let constant = Set(0..<6).union([12, 17, 29])
    let live = (0..<shape.count).filter { !constant.contains($0) }
    let store = Self.images(shape, count: 90, constant: constant)
    let smaller = ImageStore(
      shape: ImageShape(channels: 1, height: 1, width: live.count),
      floats: (0..<90).flatMap { image in
        let values = store.image(image)
        return live.map { values[$0] }
      })
    for scale in [LocalityMasks.Scale.global, .row] {
      for orientation in [LocalityMasks.Orientation.column, .row] {
        func masks(_ store: ImageStore, _ level: NoiseLevel) -> PixelMasks {
          LocalityMasks(
            of: TrainingSet(images: store).spectrum(ddof: 1), shape: store.shape, threshold: 0.05,
            scale: scale, orientation: orientation
          ).masks(at: level)
        }
        for level in Self.levels.prefix(4) {
          let all = masks(store, level)
          let without = masks(smaller, level)
          for (place, pixel) in live.enumerated() {
            #expect(all.count(of: pixel) > 0)
            for (other, otherPixel) in live.enumerated() {
              #expect(all[pixel, otherPixel] == without[place, other])
            }
          }
          for pixel in constant { #expect(all.count(of: pixel) == 1 && all[pixel, pixel]) }
        }
      }
    }
  }

  /// Every entry against the definition, in plain loops.
  @Test(arguments: [0, 0.02, 0.3, 1])
  func followTheDefinition(_ threshold: Double) {
    let shape = ImageShape(channels: 3, height: 2, width: 4)
    let size = shape.count
    let spectrum = TrainingSet(images: Self.images(shape, count: 60)).spectrum(ddof: 1)
    for level in Self.levels {
      for fraction in [0, 0.1] {
        let kept = spectrum.rank(droppingEnergy: fraction)
        let (a, s) = (level.signal, level.noise)
        var filter = Matrix<Double>(rows: size, columns: size)
        for i in 0..<size {
          for j in 0..<size {
            filter[i, j] = (0..<kept).reduce(0) { sum, k in
              let gain = a * a * spectrum.values[k] / (s * s + a * a * spectrum.values[k])
              return sum + spectrum.vectors[k, i] * gain * spectrum.vectors[k, j]
            }
          }
          let diagonal = filter[i, i]
          let isDead = abs(diagonal) < 1e-6
          for j in 0..<size { filter[i, j] /= isDead ? 1 : diagonal }
          filter[i, i] = 1
        }
        let largest = filter.values.reduce(0) { max($0, abs($1)) }
        for (scale, orientation) in [
          (LocalityMasks.Scale.global, LocalityMasks.Orientation.column), (.row, .column),
          (.global, .row), (.row, .row),
        ] {
          let masks = LocalityMasks(
            of: spectrum, shape: shape, threshold: threshold, scale: scale,
            orientation: orientation
          ).masks(at: level, droppingEnergy: fraction)
          for i in 0..<size {
            let rowLargest = filter.row(i).reduce(0) { max($0, abs($1)) }
            let least = threshold * (scale == .global ? largest : rowLargest)
            for j in 0..<size {
              let value = abs(filter[i, j])
              // Equal up to rounding may fall on either side.
              if abs(value - least) <= 1e-12 * least { continue }
              let isIn = orientation == .column ? masks[j, i] : masks[i, j]
              #expect(isIn == (value >= least), "\(i), \(j)")
            }
          }
        }
      }
    }
  }
}
