import Foundation

/// State of the softmaxes of one query over some of the images, one at every place: with d the least
/// distance of a place, Σ w and Σ w X_c with w = exp((d - distance) · scale).
struct SoftmaxState: Sendable {
  private(set) var least: [Float]
  /// Σ w of every place, then Σ w X_c of every channel and place.
  private(set) var sums: [Double]
  private let scale: Double

  init(least: [Float], sums: [Double], scale: Float) {
    self.least = least
    self.sums = sums
    self.scale = Double(scale)
  }

  /// Adds the state over other images, each counted `factor` times.
  mutating func add(_ other: SoftmaxState, times factor: Double = 1) {
    let places = least.count
    for place in 0..<places {
      let nearest = min(least[place], other.least[place])
      // Where a side has seen nothing its sums are 0, and its distance is infinite.
      let mine = least[place] == nearest ? 1 : exp(Double(nearest - least[place]) * scale)
      let its =
        other.least[place] == nearest ? 1 : exp(Double(nearest - other.least[place]) * scale)
      for index in stride(from: place, to: sums.count, by: places) {
        sums[index] = mine * sums[index] + factor * its * other.sums[index]
      }
      least[place] = nearest
    }
  }

  /// The state with every image counted `factor` times.
  func times(_ factor: Double) -> SoftmaxState {
    var result = self
    for index in sums.indices { result.sums[index] *= factor }
    return result
  }

  /// Σ w X_c / Σ w, [c, place].
  var means: [Float] {
    let places = least.count
    return (places..<sums.count).map { Float(sums[$0] / sums[$0 % places]) }
  }
}

// MARK: - As bytes: how many places and sums, the scale, distances, sums

extension SoftmaxState {
  func append(to data: inout Data) {
    let head = [UInt64(least.count), UInt64(sums.count), scale.bitPattern]
    head.withUnsafeBytes { data.append(contentsOf: $0) }
    least.withUnsafeBytes { data.append(contentsOf: $0) }
    sums.withUnsafeBytes { data.append(contentsOf: $0) }
  }

  /// - Throws: ``FormatError`` for bytes that end too early.
  init(_ reader: inout ByteReader) throws {
    let counts = [try reader.uint64LE(), try reader.uint64LE()].map { Int(clamping: $0) }
    scale = Double(bitPattern: try reader.uint64LE())
    guard counts.allSatisfy({ $0 <= reader.remaining }) else { throw ForeignPart() }
    least = .init(copying: try reader.bytes(4 * counts[0]), count: counts[0])
    sums = .init(copying: try reader.bytes(8 * counts[1]), count: counts[1])
  }
}
