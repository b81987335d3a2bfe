import Foundation

/// How a posterior's weights w, which add up to 1, are spread over what it compares with.
public struct PosteriorSpread: Sendable, Equatable {
  /// Effective number 1 / Σ w², between 1 and ``terms``.
  public let effective: Double
  /// −Σ w ln w, in nats, between 0 and ln ``terms``.
  public let entropy: Double
  /// The largest weight.
  public let largest: Double
  /// How many images, or places of images, have a weight.
  public let terms: Double

  public init(effective: Double, entropy: Double, largest: Double, terms: Double) {
    self.effective = effective
    self.entropy = entropy
    self.largest = largest
    self.terms = terms
  }

  /// Of the mean of several posteriors over different images.
  ///
  /// - Precondition: there is at least one.
  public static func mean(of parts: [PosteriorSpread]) -> PosteriorSpread {
    guard parts.count > 1 else { return parts[0] }
    let count = Double(parts.count)
    return PosteriorSpread(
      effective: count * count / parts.reduce(0) { $0 + 1 / $1.effective },
      entropy: log(count) + parts.reduce(0) { $0 + $1.entropy } / count,
      largest: parts.reduce(0) { max($0, $1.largest) } / count,
      terms: parts.reduce(0) { $0 + $1.terms })
  }
}

/// What a ``PosteriorSpread`` is made from while squared distances d come in one by one: sums of the
/// weights exp(−d/2v) relative to the largest so far, which neither overflow nor underflow together.
public struct WeightSpread: Sendable {
  /// Weights below e⁻⁸⁰ of the largest change no digit of a Double's sums.
  private static let farthest = 80.0

  /// The least d/2v so far.
  private var least = Double.infinity
  /// Σ u for u = exp(least − d/2v), Σ u² and Σ u (d/2v − least).
  private var total = 0.0
  private var squares = 0.0
  private var moment = 0.0
  private var terms = 0.0

  public init() {}

  /// - Parameter exponent: d/2v.
  public mutating func add(_ exponent: Double) {
    terms += 1
    if exponent < least { rescale(to: exponent) }
    let gap = exponent - least
    guard !(gap > Self.farthest) else { return }
    let u = exp(-gap)
    total += u
    squares += u * u
    moment += u * gap
  }

  /// Adds what came in elsewhere, each counted `factor` times.
  public mutating func add(_ other: WeightSpread, times factor: Double = 1) {
    var other = other
    let both = min(least, other.least)
    rescale(to: both)
    other.rescale(to: both)
    total += factor * other.total
    squares += factor * other.squares
    moment += factor * other.moment
    terms += factor * other.terms
  }

  private mutating func rescale(to nearer: Double) {
    // Before the first there is nothing to rescale, and ∞ − ∞ is no number.
    if total > 0, nearer < least {
      let gap = least - nearer
      let factor = exp(-gap)
      moment = factor * (moment + total * gap)
      total *= factor
      squares *= factor * factor
    }
    least = nearer
  }

  /// - Precondition: something has come in.
  public var spread: PosteriorSpread {
    let entropy = log(total) + moment / total
    return PosteriorSpread(
      effective: total * total / squares,
      // Rounding may leave a little less than nothing.
      entropy: entropy < 0 ? 0 : entropy, largest: 1 / total, terms: terms)
  }
}
