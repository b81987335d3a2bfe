import Foundation
import Testing

@testable import Framework

/// What holds for every posterior.
@Suite(.serialized) struct PosteriorTests {
  static let shape = ImageShape(channels: 3, height: 5, width: 6)

  /// Posteriors of all kinds, at a level.
  static let kinds: [@Sendable (NoiseLevel) -> any Posterior] = [
    { ImagePosterior(at: $0) },
    { ImagePosterior(at: $0, temperature: 2, neighbors: 40) },
    { WindowPosterior(window: 3, places: .same, at: $0, tolerance: 1e-7) },
    { WindowPosterior(window: 3, places: .any, at: $0, tolerance: 1e-7) },
    { WindowPosterior(window: 3, places: .anyAwayFromBorders, at: $0, tolerance: 1e-7) },
    { PatchPosterior(patch: 3, at: $0, tolerance: 1e-7) },
    {
      MaskPosterior(
        masks: PixelMasksTests.random(shape, seed: 31), at: $0, temperature: 2, tolerance: 1e-7)
    },
    {
      MaskPosterior(
        masks: PixelMasksTests.random(shape, seed: 31), at: $0, tolerance: 1e-7, batch: 100)
    },
    {
      OverlapPosterior(
        masks: PixelMasksTests.random(shape.plane, seed: 32), at: $0, tolerance: 1e-7)
    },
    {
      PrecisionPosterior(
        precisions: bands, responses: nil, joinsChannels: true, at: $0, tolerance: 1e-7)
    },
    {
      PrecisionPosterior(
        precisions: bands, responses: .separable(rows: thirds(5), columns: thirds(6)),
        joinsChannels: true, at: $0, tolerance: 1e-7)
    },
    {
      PrecisionPosterior(
        precisions: .rows(AxisFilter(.identity(shape.count))), responses: nil,
        joinsChannels: false, basis: AxisFilter(.identity(shape.count)), at: $0, temperature: 2,
        tolerance: 0)
    },
  ]

  private static let bands = ImageFilter.separable(rows: thirds(5), columns: thirds(6))

  /// Means of a place and its neighbours.
  private static func thirds(_ size: Int) -> AxisFilter {
    AxisFilter(
      Matrix(
        rows: size, columns: size,
        values: (0..<size * size).map { index in
          let (row, column) = index.quotientAndRemainder(dividingBy: size)
          let near = (0..<size).count { abs($0 - row) <= 1 }
          return abs(row - column) <= 1 ? 1 / Double(near) : 0
        }))
  }

  static let levels = [MaskPosteriorTests.level(0.5, 0.87), MaskPosteriorTests.level(0.99, 0.1)]

  /// A query's answer is the same whatever else is in the batch, in how many files the images are and
  /// with any number of threads.
  @Test(arguments: kinds.indices) func dependsOnQueryAndImagesAlone(_ kind: Int) {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let store = MaskPosteriorTests.images(Self.shape, count: 1100, bytes: true)
    let bytes = Data(store.packedBytes() ?? [])
    let segmented = ImageStore(
      shape: Self.shape,
      segments: [(0, 900), (900, 200)].map { first, count in
        .init(data: bytes, offset: first * 90, stride: 90, count: count)
      })
    for level in Self.levels {
      let posterior = Self.kinds[kind](level)
      let noisy = MaskPosteriorTests.queries(store, level, count: 5)
      let whole = posterior.mean(of: store, given: noisy)
      #expect(whole.values.allSatisfy { abs($0) < 1.001 })
      #expect(posterior.mean(of: segmented, given: noisy) == whole)
      for range in [0..<1, 1..<5] {
        #expect(posterior.mean(of: store, given: noisy[range]) == whole[range])
      }
      for count in [1, 3] {
        WorkPool.shared.limit(to: count)
        #expect(posterior.mean(of: store, given: noisy) == whole, "\(count) threads")
      }
    }
  }

  /// Bytes and the same values as Floats give the same answer up to rounding.
  @Test(arguments: kinds.indices) func bytesAndFloatsAgree(_ kind: Int) {
    let store = MaskPosteriorTests.images(Self.shape, count: 70, bytes: true)
    let floats = ImageStore(shape: Self.shape, floats: store.batch(of: 0..<70).values)
    for level in Self.levels {
      let noisy = MaskPosteriorTests.queries(store, level, count: 2)
      let posterior = Self.kinds[kind](level)
      let (a, b) = (
        posterior.mean(of: store, given: noisy), posterior.mean(of: floats, given: noisy)
      )
      for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) < 2e-4) }
    }
  }

  /// Not so where windows are compared with other places, which there are in one image too.
  @Test(arguments: kinds.indices.filter { !(3...4).contains($0) })
  func oneImageIsTheOnlyAnswer(_ kind: Int) {
    let store = MaskPosteriorTests.images(Self.shape, count: 1, bytes: true)
    for level in Self.levels {
      let noisy = MaskPosteriorTests.queries(store, level, count: 1)
      let answer = Self.kinds[kind](level).mean(of: store, given: noisy)
      for (x, y) in zip(answer.values, store.image(0)) { #expect(abs(x - y) < 1e-6) }
    }
  }

  @Test(arguments: kinds.indices) func noQueriesGiveNoAnswers(_ kind: Int) {
    let store = MaskPosteriorTests.images(Self.shape, count: 3, bytes: true)
    let none = ImageBatch(shape: Self.shape, values: [])
    #expect(Self.kinds[kind](Self.levels[0]).mean(of: store, given: none).count == 0)
  }
}
