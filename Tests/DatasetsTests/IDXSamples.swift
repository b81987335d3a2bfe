import Foundation
import Testing

@testable import Datasets
@testable import Framework

/// Images of 4 × 5 pixels in MNIST's format: three for training and two held out, gzipped by
/// Tools/make_plugin_fixtures.py, and the same plain.
enum IDXSamples {
  static let shape = ImageShape(channels: 1, height: 4, width: 5)
  static let trainLabels = [1, 4, 7]
  static let testLabels = [2, 5]

  /// The pixels as the script made them.
  static func pixels(_ split: Split) -> [UInt8] {
    let (count, start) = split == .train ? (60, 1) : (40, 2)
    return (0..<count).map { UInt8((7 * $0 + start) % 256) }
  }

  /// The folder of gzipped files.
  static func zipped() throws -> JSON {
    let url = try #require(
      Bundle.module.url(forResource: "mnist", withExtension: nil, subdirectory: "Fixtures"))
    return .string(url.path)
  }

  /// Writes the plain files of one split.
  static func write(
    _ split: Split = .train, images: [UInt8]? = nil, dimensions: [Int]? = nil,
    labels: [Int]? = nil, to sandbox: DataSandbox, in place: String = "", prefix: String? = nil
  ) throws {
    let stem = (place.isEmpty ? "" : place + "/") + (prefix ?? (split == .train ? "train" : "t10k"))
    let labels = labels ?? (split == .train ? trainLabels : testLabels)
    func file(_ dimensions: [Int], _ content: [UInt8]) -> [UInt8] {
      [0, 0, 8, UInt8(dimensions.count)]
        + dimensions.flatMap { [0, 0, UInt8($0 >> 8), UInt8($0 & 255)] } + content
    }
    let images = images ?? pixels(split)
    try sandbox.write(
      file(dimensions ?? [images.count / 20, 4, 5], images), to: "\(stem)-images-idx3-ubyte")
    try sandbox.write(
      file([labels.count], labels.map { UInt8($0) }), to: "\(stem)-labels-idx1-ubyte")
  }
}
