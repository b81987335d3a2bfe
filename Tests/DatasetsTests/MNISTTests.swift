import Foundation
import Testing

@testable import Datasets
@testable import Framework

@Suite struct MNISTTests {
  @Test func readsGzippedFiles() throws {
    let mnist = try MNIST(MNIST.Parameters(["path": IDXSamples.zipped()]))
    for (split, labels) in [
      (Split.train, IDXSamples.trainLabels), (.test, IDXSamples.testLabels),
    ] {
      let data = try mnist.load(split)
      #expect(data.images.shape == IDXSamples.shape)
      #expect(data.images.packedBytes() == IDXSamples.pixels(split))
      #expect(data.labels == labels)
      #expect(data.classNames == (0..<10).map(String.init))
    }
  }

  @Test func plainFilesHoldTheSame() throws {
    let sandbox = try DataSandbox()
    try IDXSamples.write(to: sandbox)
    let plain = try load(["name": "mnist", "path": sandbox.path])
    let zipped = try load(["name": "mnist", "path": IDXSamples.zipped()])
    #expect(plain.images.packedBytes() == zipped.images.packedBytes())
    #expect(plain.images.contentHash() == zipped.images.contentHash())
    #expect(plain.labels == zipped.labels)
  }

  @Test func aPixelIs2UOver255Minus1() throws {
    let images = try load(["name": "mnist", "path": IDXSamples.zipped()]).images
    let expected = IDXSamples.pixels(.train)[20..<40].map { Float(Double($0) / 127.5 - 1) }
    #expect(images.image(1) == expected)
  }

  @Test func aMissingFileSaysHowToGetIt() throws {
    let sandbox = try DataSandbox()
    let text = message { _ = try load(["name": "mnist", "path": sandbox.path]) }
    #expect(text?.hasPrefix(sandbox.url("train-images-idx3-ubyte").path) == true)
    #expect(text?.contains("run `locus fetch mnist`, or set LOCUS_DATA") == true)
    try IDXSamples.write(to: sandbox)
    #expect(message { _ = try load(["name": "mnist", "path": sandbox.path]) } == nil)
    let held = message { _ = try load(["name": "mnist", "path": sandbox.path], split: .test) }
    #expect(held?.contains("t10k-images-idx3-ubyte: there is no such file") == true)
  }

  @Test func countsThatDisagreeAreRefused() throws {
    let sandbox = try DataSandbox()
    try IDXSamples.write(labels: [1, 2, 3, 4], to: sandbox)
    let text = message { _ = try load(["name": "mnist", "path": sandbox.path]) }
    #expect(text?.contains("train-labels-idx1-ubyte: holds [4] labels for 3 images") == true)
  }

  @Test(arguments: [[60], [3, 20], [3, 4, 0], [3, 4, 5, 1]])
  func filesOfAnotherShapeAreRefused(dimensions: [Int]) throws {
    let sandbox = try DataSandbox()
    let images = IDXSamples.pixels(.train).prefix(dimensions.reduce(1, *))
    try IDXSamples.write(images: Array(images), dimensions: dimensions, to: sandbox)
    let text = message { _ = try load(["name": "mnist", "path": sandbox.path]) }
    #expect(text?.contains("has dimensions \(dimensions), not images") == true)
  }

  /// $LOCUS_DATA is that of the surroundings in which the spec is read, or else ./data.
  @Test(arguments: [("/somewhere", "/somewhere/mnist"), ("", "data/mnist")])
  func withoutAPathTheDataFolderIsSearched(_ variable: String, _ expected: String) throws {
    let reader = ParameterReader(
      issues: IssueCollector(), environment: ["LOCUS_DATA": variable])
    for json: JSON in [[:], ["path": "default"]] {
      let parameters = try #require(DownloadedParameters.read(json, with: reader))
      #expect(parameters.folder("mnist").relativePath == expected)
      #expect(parameters.json == ["path": "default"])
    }
  }
}
