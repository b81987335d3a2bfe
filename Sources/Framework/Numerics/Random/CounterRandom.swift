import Foundation

/// Random numbers that depend on (seed, index, purpose) and the place in the stream, nothing else.
///
/// Each triple names a stream of its own, so a sample gets the same numbers whatever the number of
/// threads, the order of work or the shard. The generator is Philox 4x32-10 (Salmon et al. 2011).
/// The seed is its key and the words (block, purpose, index low, index high) are its counter, so no
/// two streams share an input. A stream holds fewer than 2^34 words of 32 bits; drawing more traps.
///
/// Integers and uniforms are the same on every platform. Gaussians go through the platform's `log`,
/// `cos` and `sin`, which may differ in the last bit of a `Double`.
public struct CounterRandom: RandomNumberGenerator, Sendable {
  /// What a stream is used for; keeps the uses of one (seed, index) pair independent.
  ///
  /// Raw values enter the counter: append new ones, never renumber.
  public enum Purpose: UInt32, CaseIterable, Sendable {
    /// Noise from which a reverse process starts.
    case noise = 1
    /// Noise added to given images by the forward process.
    case forwardNoise = 2
    /// Draws that make a synthetic image.
    case syntheticImage = 3
    /// Amplitude of a pattern planted into an image.
    case plant = 4
    /// Perturbed copies of an input.
    case smoothing = 5
    /// Order of a data set's images.
    case order = 6
    /// Noised training images at which sensitivity maps are taken.
    case sensitivityMaps = 7
    /// Resamples of a sample's values.
    case bootstrap = 8
    /// First guesses of a clustering.
    case clusters = 9
    /// Noise that a stochastic sampler adds at a step.
    case samplerNoise = 10
    /// Class of a sample.
    case sampleClass = 11
  }

  private let key: (UInt32, UInt32)
  private let purpose: UInt32
  private let index: (UInt32, UInt32)
  /// Number of the next block.
  private var nextBlock: UInt32 = 0
  private var words: Philox.Block = (0, 0, 0, 0)
  /// Words of `words` already handed out.
  private var used = 4
  /// Second half of the last Box-Muller pair, not handed out yet.
  private var spareGaussian: Double?

  /// The stream of `purpose` for item `index` (a sample, an image) of the run seeded with `seed`.
  public init(seed: UInt64, index: UInt64, purpose: Purpose) {
    key = Self.split(seed)
    self.index = Self.split(index)
    self.purpose = purpose.rawValue
  }

  /// The next 64 bits; the same as ``nextUInt64()``.
  public mutating func next() -> UInt64 {
    nextUInt64()
  }

  /// The next 64 bits: two words, the low one first.
  public mutating func nextUInt64() -> UInt64 {
    let low = nextUInt32()
    return UInt64(nextUInt32()) << 32 | UInt64(low)
  }

  /// The next 32 bits.
  public mutating func nextUInt32() -> UInt32 {
    if used == 4 {
      words = Philox.block(counter: (nextBlock, purpose, index.0, index.1), key: key)
      nextBlock += 1
      used = 0
    }
    used += 1
    switch used {
    case 1: return words.0
    case 2: return words.1
    case 3: return words.2
    default: return words.3
    }
  }

  /// Uniform in [0, 1): a multiple of 2^-53.
  public mutating func uniform() -> Double {
    Double(nextUInt64() >> 11) * 0x1p-53
  }

  /// Uniform in a finite, non-empty range, the upper bound excluded.
  public mutating func uniform(in range: Range<Double>) -> Double {
    let width = range.upperBound - range.lowerBound
    precondition(width > 0 && width.isFinite, "uniform(in:) needs a finite, non-empty range")
    let value = range.lowerBound + uniform() * width
    // The sum can round up to the bound.
    return value < range.upperBound ? value : range.upperBound.nextDown
  }

  /// Uniform in 0 ..< bound, without bias; `bound` must be positive.
  ///
  /// Source: Lemire 2019, "Fast random integer generation in an interval".
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "integer(below:) needs a positive bound")
    let bound = UInt64(bound)
    var product = nextUInt64().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold {
        product = nextUInt64().multipliedFullWidth(by: bound)
      }
    }
    return Int(product.high)
  }

  /// Standard normal, by Box and Muller (1958); every second call uses four words.
  ///
  /// The radius comes from 64 bits, not 53: multiples of 2^-64 (plus half of one, so never zero)
  /// reach out to 9.49 standard deviations.
  public mutating func gaussian() -> Double {
    if let spare = spareGaussian {
      spareGaussian = nil
      return spare
    }
    let u = (Double(nextUInt64()) + 0.5) * 0x1p-64
    let radius = (-2 * log(u)).squareRoot()
    let angle = 2 * Double.pi * uniform()
    spareGaussian = radius * sin(angle)
    return radius * cos(angle)
  }

  /// The next `count` standard normals, each rounded to `Float`.
  public mutating func gaussians(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(gaussian()) }
  }

  /// 0 ..< count in a random order, by Fisher and Yates; the same on every platform.
  package static func order(of count: Int, seed: UInt64) -> [Int] {
    var random = CounterRandom(seed: seed, index: 0, purpose: .order)
    var order = Array(0..<count)
    for place in order.indices.dropFirst().reversed() {
      order.swapAt(place, random.integer(below: place + 1))
    }
    return order
  }

  private static func split(_ value: UInt64) -> (UInt32, UInt32) {
    (UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
  }
}
