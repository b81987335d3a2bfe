import Foundation
import Testing

@testable import LocusImages

@Suite struct ImageStoreTests {
  static let shape = ImageShape(channels: 2, height: 2, width: 3)

  /// Seven images in two segments: records with a byte before and two after each image, then
  /// images packed without gaps; every byte is 12·image + position.
  static func segmented() -> ImageStore {
    func image(_ index: Int) -> [UInt8] { (0..<12).map { UInt8(12 * index + $0) } }
    let records: [UInt8] = (0..<4).flatMap { (index: Int) -> [UInt8] in
      [255] + image(index) + [254, 253]
    }
    // A slice's indices do not start at 0.
    let packed: [UInt8] = (4..<7).flatMap(image)
    let padded = Data([9, 9, 9] + packed)
    return ImageStore(
      shape: shape,
      segments: [
        ImageStore.Segment(data: Data(records), offset: 1, stride: 15, count: 4),
        ImageStore.Segment(data: padded[1...], offset: 2, stride: 12, count: 3),
      ])
  }

  static func floats() -> ImageStore {
    ImageStore(shape: shape, floats: (0..<84).map { Float($0) / 42 - 1 })
  }

  // MARK: Reading

  @Test func segmentsAreReadByOffsetAndStride() {
    let store = Self.segmented()
    #expect(store.count == 7 && store.holdsBytes)
    #expect(store.packedBytes() == (0..<84).map { UInt8($0) })
    #expect(store.packedFloats == nil)
  }

  @Test func bytesStandForValuesFromMinus1To1() {
    let store = ImageStore(shape: Self.shape, bytes: [0, 255, 51, 204, 1, 2, 3, 4, 5, 6, 7, 8])
    #expect(Array(store.image(0)[..<4]) == [-1, 1, -0.6, 0.6])
    #expect(Self.segmented().image(6) == (72..<84).map { Float(Double($0) / 127.5 - 1) })
  }

  @Test func floatsAreValuesThemselves() {
    let store = Self.floats()
    #expect(store.count == 7 && !store.holdsBytes)
    #expect(store.packedBytes() == nil)
    #expect(store.packedFloats?.count == 84)
    #expect(store.image(2) == (24..<36).map { Float($0) / 42 - 1 })
  }

  @Test(arguments: [segmented(), floats()])
  func batchesKnowWhereTheyStart(store: ImageStore) {
    let batch = store.batch(of: 2..<6)
    #expect(batch.count == 4 && batch.firstSample == 2 && batch.shape == Self.shape)
    #expect(batch.values == (2..<6).flatMap { store.image($0) })
  }

  // MARK: Choosing

  @Test(arguments: [
    [1, 2, 3, 4, 5], [5], [0, 1, 2, 3, 4, 5, 6], [6, 0, 3], [2, 2], [3, 4, 6], [1, 0], [],
  ])
  func selectingKeepsTheOrderAskedFor(indices: [Int]) {
    for store in [Self.segmented(), Self.floats()] {
      let chosen = store.selecting(indices)
      #expect(chosen.count == indices.count && chosen.holdsBytes == store.holdsBytes)
      #expect(
        chosen.batch(of: 0..<chosen.count).values == indices.flatMap { store.image($0) })
    }
  }

  @Test func selectionsOfSelectionsCompose() {
    let store = Self.segmented()
    let chosen = store.selecting(Array(1..<7)).selecting(Array(2..<5)).selecting([2, 0])
    #expect(chosen.packedBytes() == (60..<72).map { UInt8($0) } + (36..<48).map { UInt8($0) })
  }

  /// A contiguous range of bytes shares the mapped file.
  @Test func slicesShareTheirBytes() throws {
    let store = Self.segmented()
    guard case .bytes(let parts) = store.selecting(Array(2..<6)).storage,
      case .bytes(let whole) = store.storage
    else {
      Issue.record("a store of bytes")
      return
    }
    #expect(parts.map(\.count) == [2, 2])
    #expect(parts.map(\.stride) == [15, 12])
    for (part, segment) in zip(parts, whole) {
      let own = part.data.withUnsafeBytes { $0.baseAddress }
      let shared = segment.data.withUnsafeBytes { $0.baseAddress }
      #expect(own == shared)
    }
  }

  // MARK: Mirroring

  @Test(arguments: [segmented(), floats()])
  func mirrorImagesFollowTheImages(store: ImageStore) {
    let both = store.addingMirrored()
    #expect(both.count == 14 && both.holdsBytes == store.holdsBytes)
    for index in 0..<7 {
      let image = store.image(index)
      #expect(both.image(index) == image)
      let rows = stride(from: 0, to: 12, by: 3).flatMap { image[$0..<$0 + 3].reversed() }
      #expect(both.image(7 + index) == rows)
    }
  }

  @Test func mirroringTwiceGivesTheImageBack() {
    let twice = Self.segmented().addingMirrored().addingMirrored()
    #expect(twice.selecting(Array(21..<28)).packedBytes() == Self.segmented().packedBytes())
  }

  // MARK: Scanning

  @Test(arguments: [0..<7, 3..<5, 0..<4, 4..<7, 2..<2])
  func runsCoverARangeInOrder(range: Range<Int>) {
    for store in [Self.segmented(), Self.floats()] {
      var images: [Float] = []
      var next = range.lowerBound
      store.forEachRun(in: range) { rows, first in
        #expect(first == next)
        switch rows {
        case .bytes(let base, let count, let stride):
          for row in 0..<count {
            images += (0..<12).map { Float(Double(base[row * stride + $0]) / 127.5 - 1) }
          }
          next += count
        case .floats(let base, let count, let stride):
          for row in 0..<count { images += (0..<12).map { base[row * stride + $0] } }
          next += count
        }
      }
      #expect(next == range.upperBound)
      #expect(images == range.flatMap { store.image($0) })
    }
  }

  @Test func blocksDependOnTheDataAlone() {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    func blocks(_ count: Int) -> [Range<Int>] {
      ImageStore(shape: shape, bytes: [UInt8](repeating: 0, count: count)).scanBlocks
    }
    #expect(blocks(0) == [])
    #expect(blocks(512) == [0..<512])
    #expect(blocks(1025) == [0..<512, 512..<1024, 1024..<1025])
  }

  /// Whole groups but for the last, a short block first, about 64 blocks at most.
  @Test(arguments: [0, 1, 300, 5000, 100_000]) func groupBlocksCoverTheImages(_ count: Int) {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    let store = ImageStore(shape: shape, bytes: [UInt8](repeating: 0, count: count))
    let cut = store.groupBlocks(ofAtLeast: 1024)
    #expect(cut[0] == 0..<min(count, max(256, 416 * count / 100_000)))
    #expect(cut.allSatisfy { $0.lowerBound % 32 == 0 || $0.isEmpty })
    #expect(cut.flatMap { Array($0) } == Array(0..<count))
    #expect(cut.count <= 65)
  }
}
