import Foundation
import Framework
import Testing

@testable import LocusImages

struct MaskCacheTests {
  static let shape = ImageShape(channels: 1, height: 16, width: 16)

  /// A cache in a temporary folder, which goes with it.
  final class Workshop: Sendable {
    let cache: MaskCache

    init(limit: Int = 1 << 30) {
      cache = MaskCache(
        folder: FileManager.default.temporaryDirectory
          .appendingPathComponent("locus-masks-\(UUID().uuidString)"),
        limit: limit)
    }

    deinit { try? FileManager.default.removeItem(at: cache.folder) }

    /// The plan, and whether it had to be made.
    func plan(_ identity: String, seed: UInt64 = 1) -> (plan: MaskPlan, isNew: Bool) {
      var isNew = false
      let plan = cache.plan(identity, shape: shape) {
        isNew = true
        return PixelMasksTests.random(shape, seed: seed)
      }
      return (plan, isNew)
    }

    var files: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: cache.folder.path)) ?? []).sorted()
    }
  }

  func equal(_ a: MaskPlan, _ b: MaskPlan) -> Bool {
    let (p, q) = (a.program, b.program)
    return a.masks == b.masks && p.pairs == q.pairs && p.bounds == q.bounds && p.terms == q.terms
      && p.roundings == q.roundings && p.pixelCount == q.pixelCount && p.maskCount == q.maskCount
  }

  @Test func aSecondRunReadsTheSamePlan() {
    let workshop = Workshop()
    let (made, isNew) = workshop.plan("a")
    let again = workshop.plan("a", seed: 2)
    #expect(isNew && !again.isNew)
    #expect(equal(again.plan, made))
    #expect(equal(made, MaskPlan(PixelMasksTests.random(Self.shape, seed: 1))))
    // Other parameters are other masks.
    let other = workshop.plan("b", seed: 2)
    #expect(other.isNew && !equal(other.plan, made))
    #expect(workshop.files.count == 2)
  }

  @Test func damagedFilesAreMadeAnew() throws {
    let workshop = Workshop()
    let made = workshop.plan("a").plan
    let file = workshop.cache.file("a", Self.shape)
    let good = try Data(contentsOf: file)
    var flipped = good
    flipped[good.count / 2] ^= 1
    for bad in [flipped, good.dropLast(1), good + [0], good.prefix(24), Data(), Data("no".utf8)] {
      try bad.write(to: file)
      let again = workshop.plan("a")
      #expect(again.isNew && equal(again.plan, made))
      #expect(try Data(contentsOf: file) == good)
    }
  }

  /// A whole file whose program would lead kernels out of their table is none.
  @Test func impossibleProgramsAreNone() {
    let plan = MaskPlan(PixelMasksTests.random(Self.shape, seed: 1))
    let bytes = plan.encoded
    #expect(MaskPlan(bytes, shape: Self.shape) != nil)
    let words = plan.masks.words.count * 8
    // Lengths, the first pair's first vector, the first bound and the last term.
    let places = [
      words + 4, words + 8, words + 12, words + 12 + 4 * plan.program.pairs.count, bytes.count - 4,
    ]
    for place in places {
      for change: UInt8 in [1, 0x80] {
        var bad = bytes
        // The last byte of a number makes it negative or too large.
        bad[bad.startIndex + place + (change == 1 ? 0 : 3)] ^= change
        #expect(MaskPlan(bad, shape: Self.shape) == nil, "\(place), \(change)")
      }
    }
  }

  @Test func theOldestMakeRoom() throws {
    let size = MaskPlan(PixelMasksTests.random(Self.shape, seed: 1)).encoded.count
    let workshop = Workshop(limit: 2 * size + size / 2)
    for (age, name) in ["a", "b"].enumerated() {
      _ = workshop.plan(name)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: Double(age - 10) * 60)],
        ofItemAtPath: workshop.cache.file(name, Self.shape).path)
    }
    // A look at the older one makes it the younger.
    #expect(!workshop.plan("a").isNew)
    #expect(workshop.plan("c").isNew)
    #expect(!workshop.plan("a").isNew && !workshop.plan("c").isNew && workshop.plan("b").isNew)
    let small = Workshop(limit: size / 2)
    #expect(small.plan("a").isNew && small.plan("a").isNew && small.files.isEmpty)
  }

  @Test func smallMasksAndFoldersThatCannotBeWrittenCostNothing() {
    let nowhere = MaskCache(folder: URL(fileURLWithPath: "/dev/null/cache"))
    let masks = PixelMasksTests.random(Self.shape, seed: 1)
    #expect(nowhere.plan("a", shape: Self.shape) { masks }.masks == masks)
    let workshop = Workshop()
    let little = ImageShape(channels: 1, height: 5, width: 51)
    _ = workshop.cache.plan("a", shape: little) { PixelMasks(empty: little) }
    #expect(workshop.files.isEmpty)
  }

  @Test func masksOfGivenPixelsAreTheseMasks() {
    for shape in PixelMasksTests.shapes {
      let masks = PixelMasksTests.random(shape, seed: 4)
      #expect(PixelMasks(shape) { masks.pixels(of: $0) } == masks)
    }
  }
}
