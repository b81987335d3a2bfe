import Datasets
import Foundation
import Framework

/// One data set of the benchmarks: its training images, and held-out images as queries.
final class BenchmarkData: Sendable {
  let name: String
  let images: ImageStore
  private let heldOut: ImageStore
  private let trainings = OnceByCount<TrainingSet>()
  private let layouts = OnceByCount<LaneBytes>()

  /// - Parameters:
  ///   - folder: with the official files; nil for generated images of the same sizes.
  init(_ name: String, folder: String?) throws {
    self.name = name
    let sets: (train: ImageCollection, test: ImageCollection)
    switch (name, folder) {
    case ("cifar10", let folder?):
      let source = try CIFAR10(.init(["path": .string(folder + "/cifar-10-batches-bin")]))
      sets = (try source.load(.train), try source.load(.test))
    case (_, let folder?):
      let source = try MNIST(.init(["path": .string(folder + "/mnist")]))
      sets = (try source.load(.train), try source.load(.test))
    case (_, nil):
      let isColour = name == "cifar10"
      let source = try Synthetic(
        .init([
          "images": isColour ? 50_000 : 60_000, "resolution": isColour ? 32 : 28,
          "channels": isColour ? 3 : 1,
        ]))
      sets = (try source.load(.train), try source.load(.test))
    }
    images = sets.train.images
    heldOut = sets.test.images.selecting(Array(0..<64))
  }

  /// The first `count` images, or all.
  func training(_ count: Int? = nil) -> TrainingSet {
    trainings.value(for: count ?? images.count) {
      TrainingSet(images: images.selecting(Array(0..<$0)))
    }
  }

  /// The same images as the baselines read them.
  func layout(_ count: Int? = nil) -> LaneBytes {
    layouts.value(for: count ?? images.count) { LaneBytes(images.selecting(Array(0..<$0))) }
  }

  /// Noised held-out images, a x_0 + s e: what a run passes through, where pruning shows its worth.
  func queries(_ count: Int, at level: NoiseLevel) -> ImageBatch {
    let values = (0..<count).flatMap { index -> [Float] in
      var random = CounterRandom(seed: 0, index: UInt64(index), purpose: .forwardNoise)
      return heldOut.image(index).map {
        Float(level.signal * Double($0) + level.noise * random.gaussian())
      }
    }
    return ImageBatch(shape: images.shape, values: values)
  }
}

/// Values that are made at their first use, one for each number of images.
final class OnceByCount<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [Int: Value] = [:]

  func value(for count: Int, make: (Int) -> Value) -> Value {
    lock.withLock {
      if let known = values[count] { return known }
      let made = make(count)
      values[count] = made
      return made
    }
  }
}

/// The data sets by name, each loaded at its first use.
final class BenchmarkLibrary {
  private let folder: String?
  private var loaded: [String: BenchmarkData] = [:]

  init(folder: String?) { self.folder = folder }

  func data(_ name: String) throws -> BenchmarkData {
    if let known = loaded[name] { return known }
    let made = try BenchmarkData(name, folder: folder)
    loaded[name] = made
    return made
  }
}
