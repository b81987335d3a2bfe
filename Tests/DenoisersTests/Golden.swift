import Foundation
import Framework
import TestSupport
import Testing

/// Outputs recorded from the authors' releases, over two small made-up data sets.
struct Golden: CustomTestStringConvertible, Sendable {
  /// "gray12" (400 images, 12×12×1) or "rgb8" (400, 8×8×3).
  let name: String
  var testDescription: String { name }

  static let sets = [Golden(name: "gray12"), Golden(name: "rgb8")]
  static let folder = Bundle.module.resourceURL!.appendingPathComponent("Fixtures/golden")

  func array(_ name: String) throws -> NpyArray {
    try NpyArray(contentsOf: Self.folder.appendingPathComponent("\(self.name)_\(name).npy"))
  }

  /// The training images; the first `limit` of them.
  func training(limit: Int? = nil) throws -> TrainingSet {
    let array = try array("images")
    let (height, width, channels) = (array.shape[1], array.shape[2], array.shape[3])
    let interleaved = try array.bytes()
    let pixels = height * width
    let count = limit ?? array.shape[0]
    var planar = [UInt8](repeating: 0, count: count * pixels * channels)
    for index in planar.indices {
      let (image, rest) = index.quotientAndRemainder(dividingBy: pixels * channels)
      let (channel, pixel) = rest.quotientAndRemainder(dividingBy: pixels)
      planar[index] = interleaved[(image * pixels + pixel) * channels + channel]
    }
    return TrainingSet(
      images: ImageStore(
        shape: ImageShape(channels: channels, height: height, width: width), bytes: planar))
  }

  /// Row `index` of the array `name`, [t, query, c, h, w] → [query, c, h, w].
  func batch(_ name: String, _ index: Int? = nil) throws -> ImageBatch {
    let array = try array(name)
    let sizes = Array(array.shape.suffix(3))
    let shape = ImageShape(channels: sizes[0], height: sizes[1], width: sizes[2])
    guard let index else { return ImageBatch(shape: shape, values: array.floats()) }
    let size = array.count / array.shape[0]
    return ImageBatch(
      shape: shape, values: array.floats(in: index * size..<(index + 1) * size))
  }

  /// The levels of the recorded queries: DDPM's at the recorded timesteps.
  func ddpmLevels() throws -> [NoiseLevel] {
    let all = try DDPMLinear(.init(["steps": 1000])).levels
    return try array("ddpm_timesteps").integers().enumerated().map { step, t in
      let level = all[999 - t]
      return NoiseLevel(signal: level.signal, noise: level.noise, step: step, t: Double(t))
    }
  }

  /// The levels of the recorded EDM queries.
  func edmLevels() throws -> [NoiseLevel] {
    try array("pspc_t").doubles().enumerated().map {
      NoiseLevel(signal: 1, noise: $1, step: $0, t: $1)
    }
  }

  /// The levels of the recorded queries of Kamb's machine: β is the noise variance.
  func kambLevels() throws -> [NoiseLevel] {
    try array("kamb_beta").doubles().enumerated().map {
      NoiseLevel(signal: (1 - $1).squareRoot(), noise: $1.squareRoot(), step: $0, t: $1)
    }
  }
}

/// The largest absolute difference, which is NaN if any number is.
func difference(_ a: ImageBatch, _ b: ImageBatch) -> Float {
  guard a.values.count == b.values.count else { return .infinity }
  return zip(a.values, b.values).reduce(0) { worst, pair in
    let gap = abs(pair.0 - pair.1)
    return gap > worst || gap.isNaN ? gap : worst
  }
}

/// Outputs on real data, which are not part of the project.
enum Shared {
  static let folder: URL? = SharedFolder.holds("golden") ? SharedFolder.url : nil

  static var isThere: Bool { folder != nil }
  static let skipped = Comment(
    rawValue: SharedFolder.skipped("recorded outputs on real data are"))

  static func golden(_ name: String) throws -> NpyArray {
    try NpyArray(contentsOf: SharedFolder.file("golden/real/\(name).npy"))
  }
}
