import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Framework

/// The official files of MNIST, and CIFAR-10's binary version, where they are at hand.
@Suite struct RealDataTests {
  static let folder = SharedFolder.file("datasets")

  static func has(_ name: String) -> Bool {
    SharedFolder.holds("datasets/\(name)")
  }

  func load(_ name: String, in folder: String, split: Split) throws -> ImageCollection {
    let path = Self.folder.appendingPathComponent(folder).path
    return try DatasetsTests.load(["name": .string(name), "path": .string(path)], split: split)
  }

  /// The mean byte, by way of the mean image: with endless noise that is the posterior mean.
  func meanByte(_ images: ImageStore) -> Double {
    let query = ImageBatch(shape: images.shape, repeating: 0, count: 1)
    let level = NoiseLevel(signal: 1, noise: 1e15, step: 0, t: 0)
    let mean = ImagePosterior(at: level).mean(of: images, given: query).values
    return (mean.reduce(0) { $0 + Double($1) } / Double(mean.count) + 1) * 127.5
  }

  @Test(
    .enabled(
      if: has("mnist"), Comment(rawValue: SharedFolder.skipped("MNIST's files are"))))
  func mnistIsTheOfficialOne() throws {
    let train = try load("mnist", in: "mnist", split: .train)
    #expect(train.images.count == 60_000)
    #expect(train.images.shape == ImageShape(channels: 1, height: 28, width: 28))
    #expect(train.labels?.prefix(5) == [5, 0, 4, 1, 9])
    #expect(abs(meanByte(train.images) - 33.318421449829934) < 1e-3)
    let test = try load("mnist", in: "mnist", split: .test)
    #expect(test.images.count == 10_000)
    #expect(test.labels?.prefix(5) == [7, 2, 1, 0, 4])
    #expect(abs(meanByte(test.images) - 33.791224489795916) < 1e-3)
  }

  @Test(
    .enabled(
      if: has("cifar-10-batches-bin"),
      Comment(rawValue: SharedFolder.skipped("CIFAR-10's files are"))))
  func cifar10IsComplete() throws {
    let train = try load("cifar10", in: "cifar-10-batches-bin", split: .train)
    #expect(train.images.count == 50_000)
    for label in 0..<10 { #expect(train.labels?.count { $0 == label } == 5000, "\(label)") }
    // The official mean is 120.7076; copies by way of JPEG differ in the second decimal.
    #expect(abs(meanByte(train.images) - 120.71) < 0.05)
  }
}
