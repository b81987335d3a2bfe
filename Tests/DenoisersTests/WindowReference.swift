import Denoisers
import Foundation
import Framework
import Testing

/// The window denoisers as their formulas say, in Double and slowly.
struct WindowReference {
  let training: TrainingSet
  let level: NoiseLevel

  var shape: ImageShape { training.shape }
  private var images: [[Double]] {
    (0..<training.images.count).map { training.images.image($0).map { Double($0) } }
  }
  private func index(_ c: Int, _ y: Int, _ x: Int) -> Int {
    (c * shape.height + y) * shape.width + x
  }

  func local(_ batch: ImageBatch, _ k: Int, _ places: WindowPosterior.Places) -> ImageBatch {
    let images = images
    let (r, h, w) = (k / 2, shape.height, shape.width)
    func choices(_ i: Int, _ size: Int) -> [Int] {
      switch places {
      case .same: [i]
      case .any: Array(r..<size - r)
      case .anyAwayFromBorders: i < r || i >= size - r ? [i] : Array(r..<size - r)
      }
    }
    return map(batch) { query in
      var answer = query
      for y in 0..<h {
        for x in 0..<w {
          var (distances, centres) = ([Double](), [[Double]]())
          for image in images {
            for v in choices(y, h) {
              for u in choices(x, w) {
                var sum = 0.0
                for dy in -r...r {
                  for dx in -r...r {
                    var (qy, qx) = (y + dy, x + dx)
                    if case .any = places {
                      (qy, qx) = ((qy % h + h) % h, (qx % w + w) % w)
                    } else if !(0..<h ~= qy && 0..<w ~= qx) {
                      continue
                    }
                    for c in 0..<shape.channels {
                      let d =
                        query[index(c, qy, qx)] - level.signal * image[index(c, v + dy, u + dx)]
                      sum += d * d
                    }
                  }
                }
                distances.append(sum)
                centres.append((0..<shape.channels).map { image[index($0, v, u)] })
              }
            }
          }
          let weights = softmax(distances)
          for c in 0..<shape.channels {
            answer[index(c, y, x)] = zip(weights, centres).reduce(0) { $0 + $1.0 * $1.1[c] }
          }
        }
      }
      return answer
    }
  }

  func patches(_ batch: ImageBatch, _ p: Int) -> ImageBatch {
    let images = images
    return map(batch) { query in
      var answer = [Double](repeating: 0, count: query.count)
      var cover = answer
      for y in 0...shape.height - p {
        for x in 0...shape.width - p {
          let patch = (0..<shape.channels).flatMap { c in
            (y..<y + p).flatMap { y in (x..<x + p).map { index(c, y, $0) } }
          }
          let weights = softmax(
            images.map { image in
              patch.reduce(0) { sum, i in
                let d = query[i] - level.signal * image[i]
                return sum + d * d
              }
            })
          for i in patch {
            cover[i] += 1
            for (weight, image) in zip(weights, images) { answer[i] += weight * image[i] }
          }
        }
      }
      return zip(answer, cover).map { $0 / $1 }
    }
  }

  private func softmax(_ distances: [Double]) -> [Double] {
    let least = distances.min() ?? 0
    let weights = distances.map { exp((least - $0) / (2 * level.noise * level.noise)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  private func map(_ batch: ImageBatch, _ body: ([Double]) -> [Double]) -> ImageBatch {
    let values = (0..<batch.count).flatMap { body(batch[$0].map { Double($0) }) }
    return ImageBatch(shape: shape, values: values.map { Float($0) })
  }
}

/// Random images and noisy versions of some of them.
struct WindowCase: CustomTestStringConvertible, Sendable {
  let shape: ImageShape
  let count: Int
  let holdsBytes: Bool
  let noise: Double
  let window: Int

  init(
    _ channels: Int, _ height: Int, _ width: Int, images: Int, bytes: Bool, noise: Double,
    window: Int
  ) {
    shape = ImageShape(channels: channels, height: height, width: width)
    count = images
    holdsBytes = bytes
    self.noise = noise
    self.window = window
  }

  var testDescription: String {
    "\(count) \(holdsBytes ? "byte" : "float") images \(shape), s = \(noise), window \(window)"
  }

  /// Smooth images, so that windows at different places and images compete; the first two are
  /// equal.
  var training: TrainingSet {
    var random = CounterRandom(seed: 3, index: 0, purpose: .syntheticImage)
    var bytes: [UInt8] = []
    for _ in 0..<count {
      let (base, slope) = (random.integer(below: 180), random.integer(below: 8))
      bytes += (0..<shape.count).map {
        UInt8(base + $0 % shape.width * slope + random.integer(below: 19))
      }
    }
    if count > 1 {
      bytes.replaceSubrange(0..<shape.count, with: bytes[shape.count..<2 * shape.count])
    }
    let store = ImageStore(shape: shape, bytes: bytes)
    return TrainingSet(
      images: holdsBytes
        ? store : ImageStore(shape: shape, floats: store.batch(of: 0..<count).values))
  }

  var level: NoiseLevel {
    let signal = noise < 1 ? (1 - noise * noise).squareRoot() : 1
    return NoiseLevel(signal: signal, noise: noise, step: 0, t: noise)
  }

  func noisy(_ training: TrainingSet) -> ImageBatch {
    var random = CounterRandom(seed: 4, index: 0, purpose: .noise)
    let clean = training.images.batch(of: 0..<min(2, count))
    let noise = ImageBatch(shape: shape, values: random.gaussians(clean.values.count))
    return ImageBatch(level.signal * clean + level.noise * noise)
  }

  func expect(
    _ model: some Denoiser, agreesWith reference: (WindowReference, ImageBatch) -> ImageBatch,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let noisy = noisy(training)
    let expected = reference(WindowReference(training: training, level: level), noisy)
    let gap = difference(try model.denoise(noisy, at: level), expected)
    #expect(gap < 1e-4, "\(self)", sourceLocation: sourceLocation)
  }
}
