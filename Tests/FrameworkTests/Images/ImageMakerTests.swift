import Testing

@testable import LocusImages

/// Images that are made whenever they are read are as good as those that lie in memory.
struct ImageMakerTests {
  static let shape = ImageShape(channels: 2, height: 3, width: 4)
  static let bytes = (0..<24 * 700).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 / 24) }
  static let floats = bytes.map { Float($0) / 127.5 - 1 }

  /// The same images in memory, and made.
  static let pairs: [(packed: ImageStore, made: ImageStore)] = [
    (
      ImageStore(shape: shape, bytes: bytes),
      ImageStore(
        shape: shape, count: 700,
        making: .bytes { Array(bytes[$0.lowerBound * 24..<$0.upperBound * 24]) })
    ),
    (
      ImageStore(shape: shape, floats: floats),
      ImageStore(
        shape: shape, count: 700,
        making: .floats { Array(floats[$0.lowerBound * 24..<$0.upperBound * 24]) })
    ),
  ]

  @Test(arguments: [0, 1])
  func holdsTheSame(_ kind: Int) {
    let (packed, made) = Self.pairs[kind]
    #expect(made.count == 700 && made.holdsBytes == packed.holdsBytes)
    #expect(made.packedBytes() == packed.packedBytes())
    #expect(made.packedFloats == packed.packedFloats)
    #expect(made.image(513) == packed.image(513))
    #expect(made.contentHash() == packed.contentHash())
    #expect(made.settled().contentHash() == packed.contentHash())
    for indices in [[3, 4, 5], [699, 0, 1, 2], [5, 5], Array(0..<700), []] {
      #expect(made.selecting(indices).contentHash() == packed.selecting(indices).contentHash())
    }
    #expect(made.addingMirrored().contentHash() == packed.addingMirrored().contentHash())
  }

  /// Bit for bit: blocks are cut by the data alone.
  @Test(arguments: [0, 1])
  func countsTheSame(_ kind: Int) {
    let (packed, made) = Self.pairs[kind]
    let (first, second) = (Moments(of: packed, ddof: 1), Moments(of: made, ddof: 1))
    #expect(first.mean == second.mean && first.covariance == second.covariance)
    let noisy = packed.batch(of: 3..<6)
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 0)
    let window = WindowPosterior(window: 3, places: .same, at: level, tolerance: 1e-7)
    #expect(window.mean(of: made, given: noisy) == window.mean(of: packed, given: noisy))
    let whole = ImagePosterior(at: level)
    #expect(whole.mean(of: made, given: noisy) == whole.mean(of: packed, given: noisy))
  }

  /// A group of bytes of which no copy is kept is laid out anew, and holds the same.
  @Test func groupsAreLaidOutAlike() throws {
    let store = Self.pairs[0].made
    var laid = [UInt8](repeating: 9, count: 24 * 32)
    laid.withUnsafeMutableBufferPointer { store.layGroup(672..<700, at: $0.baseAddress!) }
    let kept = try #require(store.bytes(ofGroup: 21))
    #expect((0..<24 * 32).allSatisfy { kept[$0] == laid[$0] })
  }
}
