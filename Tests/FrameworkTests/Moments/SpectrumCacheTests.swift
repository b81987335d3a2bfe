import Foundation
import Framework
import Testing

@testable import LocusImages

struct SpectrumCacheTests {
  /// A cache in a temporary folder and 300 random images of 16×16.
  final class Workshop: Sendable {
    let cache = SpectrumCache(
      folder: FileManager.default.temporaryDirectory
        .appendingPathComponent("locus-cache-\(UUID().uuidString)"))
    let images: ImageStore

    init() {
      var random = CounterRandom(seed: 3, index: 0, purpose: .syntheticImage)
      images = ImageStore(
        shape: ImageShape(channels: 1, height: 16, width: 16),
        bytes: (0..<300 * 256).map { _ in UInt8(random.integer(below: 256)) })
    }

    deinit { try? FileManager.default.removeItem(at: cache.folder) }

    func training() -> TrainingSet { TrainingSet(images: images, cache: cache) }
    func file() -> URL { cache.file(contentHash: images.contentHash(), ddof: 1) }
  }

  func equal(_ a: Spectrum, _ b: Spectrum) -> Bool {
    a.mean == b.mean && a.values == b.values && a.vectors == b.vectors
  }

  @Test func aSecondRunReadsTheSameBits() throws {
    let workshop = Workshop()
    let made = workshop.training().spectrum(ddof: 1)
    #expect(FileManager.default.fileExists(atPath: workshop.file().path))
    #expect(equal(workshop.training().spectrum(ddof: 1), made))
    // It is really the file that is read: another one in its place is what comes back.
    let size = 256
    let forged = workshop.cache.spectrum(contentHash: "other", ddof: 1, dimension: size) {
      Spectrum(
        mean: [Double](repeating: 5, count: size), values: made.values, vectors: made.vectors)
    }
    let other = workshop.cache.file(contentHash: "other", ddof: 1)
    try FileManager.default.removeItem(at: workshop.file())
    try FileManager.default.moveItem(at: other, to: workshop.file())
    #expect(equal(workshop.training().spectrum(ddof: 1), forged))
  }

  @Test func damagedFilesAreComputedAnew() throws {
    let workshop = Workshop()
    let made = workshop.training().spectrum(ddof: 1)
    let good = try Data(contentsOf: workshop.file())
    var flipped = good
    flipped[good.count / 2] ^= 1
    var lying = good
    lying[8] ^= 1
    for bad in [flipped, lying, good.dropLast(1), good + [0], Data(), Data("nonsense".utf8)] {
      try bad.write(to: workshop.file())
      #expect(equal(workshop.training().spectrum(ddof: 1), made))
      #expect(try Data(contentsOf: workshop.file()) == good)
    }
  }

  @Test func otherDataAndOptionsHaveOtherFiles() {
    let cache = Workshop().cache
    let files = [("a", 0), ("a", 1), ("b", 1)].map { cache.file(contentHash: $0, ddof: $1) }
    #expect(Set(files).count == 3)
  }

  @Test func aCacheThatCannotBeWrittenCostsNothing() {
    let workshop = Workshop()
    let nowhere = SpectrumCache(folder: URL(fileURLWithPath: "/dev/null/cache"))
    let made = TrainingSet(images: workshop.images, cache: nowhere).spectrum(ddof: 1)
    #expect(equal(made, workshop.training().spectrum(ddof: 1)))
  }

  /// Many writers of one file at a time leave a whole one.
  @Test func concurrentWritersLeaveAWholeFile() {
    let workshop = Workshop()
    let spectra = WorkPool(threads: 4).map(8) { _ in workshop.training().spectrum(ddof: 1) }
    #expect(spectra.allSatisfy { equal($0, spectra[0]) })
    #expect(equal(workshop.training().spectrum(ddof: 1), spectra[0]))
    let files = try? FileManager.default.contentsOfDirectory(atPath: workshop.cache.folder.path)
    #expect(files?.count == 1)
  }
}
