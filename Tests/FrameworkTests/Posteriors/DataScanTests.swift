import Foundation
import Testing

@testable import Framework
@testable import LocusImages

/// Several processes that share a scan answer as one that goes over all images.
@Suite(.serialized) struct DataScanTests {
  typealias Make = @Sendable (_ level: NoiseLevel, _ tolerance: Double) -> any Posterior

  static let shape = ImageShape(channels: 1, height: 4, width: 4)
  static let masks = PixelMasksTests.random(shape, seed: 31)
  /// Three stretches for whole images, 36 for masks, of which the last are told more than one wave.
  static let store = MaskPosteriorTests.images(shape, count: 36_000, bytes: true)
  static let level = MaskPosteriorTests.level(0.9, 0.44)

  static let kinds: [(passes: Int, make: Make)] = [
    (1, { level, _ in ImagePosterior(at: level) }),
    (1, { WindowPosterior(window: 3, places: .same, at: $0, tolerance: $1) }),
    (1, { MaskPosterior(masks: masks, at: $0, temperature: 2, tolerance: $1) }),
    (2, { PatchPosterior(patch: 3, at: $0, tolerance: $1) }),
    (2, { OverlapPosterior(masks: masks, at: $0, tolerance: $1) }),
    (
      1,
      {
        PrecisionPosterior(
          precisions: identity, responses: nil, joinsChannels: true, at: $0, tolerance: $1)
      }
    ),
    (
      2,
      {
        PrecisionPosterior(
          precisions: identity, responses: identity, joinsChannels: true, at: $0, tolerance: $1)
      }
    ),
  ]
  private static let identity = ImageFilter.separable(
    rows: AxisFilter(.identity(4)), columns: AxisFilter(.identity(4)))

  /// What processes leave each other: by pass and process the sums of every call.
  private final class Files: Sendable {
    let calls = Locked<[[Int]: [[Data]]]>([:])
  }

  /// A process, or what puts the sums of all together.
  private final class Exchange: PartExchange {
    let files: Files
    let shard: Int?
    let count: Int
    /// The pass that is computed.
    let pass: Int
    let next = Locked<[Int: Int]>([:])

    init(_ files: Files, shard: Int?, of count: Int, pass: Int) {
      (self.files, self.shard, self.count, self.pass) = (files, shard, count, pass)
    }

    func parts(
      ofPass pass: Int, stretches: Int, _ compute: (Range<Int>) -> [Data]
    ) throws -> [Data] {
      guard pass < self.pass else {
        guard pass == self.pass, let shard else { throw ScanPause() }
        let own = shard * stretches / count..<(shard + 1) * stretches / count
        let parts = compute(own)
        #expect(parts.count == own.count)
        files.calls.withLock { $0[[pass, shard], default: []].append(parts) }
        throw ScanPause()
      }
      let call = next.withLock { next in
        defer { next[pass, default: 0] += 1 }
        return next[pass, default: 0]
      }
      return files.calls.withLock { calls in
        (0..<count).flatMap { calls[[pass, $0]]![call] }
      }
    }
  }

  /// The answer of `count` processes.
  private func shared(
    _ posterior: any Posterior, passes: Int, by count: Int, of images: ImageStore,
    given noisy: ImageBatch
  ) throws -> ImageBatch {
    let files = Files()
    for pass in 0..<passes {
      for shard in (0..<count).reversed() {
        #expect(throws: ScanPause.self) {
          try posterior.mean(
            of: images, given: noisy,
            through: .shared(Exchange(files, shard: shard, of: count, pass: pass)))
        }
      }
    }
    return try posterior.mean(
      of: images, given: noisy,
      through: .shared(Exchange(files, shard: nil, of: count, pass: passes)))
  }

  /// The same bits for any number of processes, and more of these than stretches; where nothing is left
  /// out also those of a whole scan, otherwise within the tolerance of it.
  @Test(arguments: kinds.indices) func processesAnswerAsOne(_ kind: Int) throws {
    let (passes, make) = Self.kinds[kind]
    let noisy = MaskPosteriorTests.queries(Self.store, Self.level, count: 2)
    for tolerance in [0, 0.01] {
      let posterior = make(Self.level, tolerance)
      let whole = posterior.mean(of: Self.store, given: noisy)
      let counts = tolerance == 0 ? [3, 70] : [1, 2]
      let answers = try counts.map {
        try shared(posterior, passes: passes, by: $0, of: Self.store, given: noisy)
      }
      for (count, answer) in zip(counts, answers) {
        #expect(answer == answers[0], "tolerance \(tolerance), \(count) processes")
        if tolerance == 0 { #expect(answer == whole, "\(count) processes") }
      }
      let gap = zip(answers[0].values, whole.values).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      #expect(Double(gap) <= max(tolerance, 2e-6), "tolerance \(tolerance)")
    }
  }

  /// A process reads the images of its own stretches, and those that tell all the least distances.
  @Test(arguments: [0, 2]) func processesReadTheirImages(_ kind: Int) throws {
    let seen = Locked<[Range<Int>]>([])
    // Of bytes a copy is made, some thousand of such small images at a time.
    let watched = ImageStore(
      shape: Self.shape, count: Self.store.count,
      making: .floats { range in
        seen.withLock { $0.append(range) }
        return Self.store.batch(of: range).values
      })
    let noisy = MaskPosteriorTests.queries(Self.store, Self.level, count: 2)
    #expect(throws: ScanPause.self) {
      try Self.kinds[kind].make(Self.level, 0).mean(
        of: watched, given: noisy, through: .shared(Exchange(Files(), shard: 1, of: 3, pass: 0)))
    }
    // The second of three stretches, or the second dozen of 36.
    let own = kind == 0 ? 16_384..<32_768 : 12 * 1024..<24 * 1024
    let told = kind == 0 ? 0..<0 : 0..<1024
    let ranges = seen.withLock { $0 }
    #expect(!ranges.isEmpty)
    #expect(ranges.allSatisfy { own.contains($0) || told.contains($0) }, "\(ranges)")
  }

  @Test func stretchesHoldAllBlocks() {
    for count in [0, 1, 2, 64, 65, 66, 130, 131, 1250] {
      let stretches = Stretches(of: count)
      #expect(stretches.count <= 65)
      if count <= 65 { #expect(stretches.count == count) }
      let blocks = (0..<stretches.count).flatMap { Array(stretches.blocks(of: $0..<$0 + 1)) }
      #expect(blocks == Array(0..<count))
      #expect(stretches.blocks(of: stretches.all) == 0..<count)
      #expect(blocks.count { stretches.ends(at: $0) } == stretches.count)
    }
  }

  /// Sums of more blocks than stretches are added the same way by one process and by several.
  @Test func longStretchesAreAddedAlike() throws {
    let cut = blocks(from: 0, to: 200, of: 1)
    @Sendable func state(_ block: Range<Int>, _ known: [[Float]]?) -> [SoftmaxState] {
      let distance = Float((block.lowerBound * 37) % 101)
      return [
        SoftmaxState(
          least: [min(distance, known?[0][0] ?? .infinity)],
          sums: [1 + Double(block.lowerBound) / 7, 1 / Double(block.lowerBound + 3)], scale: 0.1)
      ]
    }
    func total(_ scan: DataScan) throws -> ([SoftmaxState], [Double]) {
      (
        try Passes.states(
          over: cut, inWavesOf: 7, queries: 1, queriesPerItem: 1, hint: .first, through: scan
        ) { block, _, known in state(block, known) },
        try Passes.sums(2, over: cut, inWavesOf: 7, through: scan) { block in
          [1 / Double(block.lowerBound + 1), Double(block.lowerBound).squareRoot()]
        }
      )
    }
    let whole = try total(.whole)
    for count in [1, 3, 8] {
      let files = Files()
      for pass in 0..<2 {
        for shard in 0..<count {
          _ = try? total(.shared(Exchange(files, shard: shard, of: count, pass: pass)))
        }
      }
      let shared = try total(.shared(Exchange(files, shard: nil, of: count, pass: 2)))
      #expect(shared.0.map(\.least) == whole.0.map(\.least))
      #expect(shared.0.map(\.sums) == whole.0.map(\.sums))
      #expect(shared.1 == whole.1)
    }
  }

  /// Bytes that are no sums of the question are refused.
  @Test func otherSumsAreRefused() throws {
    let states = [SoftmaxState(least: [1, 2], sums: [3, 4], scale: 5)]
    let bytes = states.encoded
    #expect(try [SoftmaxState](bytes, count: 1).map(\.sums) == [[3, 4]])
    for wrong in [Data(), bytes.dropLast(), bytes + [0], Data(repeating: 0xFF, count: 80)] {
      #expect(throws: ForeignPart.self) { try [SoftmaxState](wrong, count: 1) }
    }
    #expect(throws: ForeignPart.self) { try [SoftmaxState](bytes, count: 2) }
    #expect(throws: ForeignPart.self) { try [Double](Data(count: 9), count: 1) }
  }
}
