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

  /// As torchvision, Kaggle and the official page leave the files.
  @Test(arguments: [
    ("mnist", "-idx"), ("MNIST/raw", "-idx"), ("mnist", ".idx"), ("mnist/MNIST/raw", "-idx"),
  ])
  func theFilesAreFoundAsOthersLeaveThem(folder: String, mark: String) throws {
    let sandbox = try DataSandbox()
    try IDXSamples.write(to: sandbox)
    let parts = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.path)
    let target = sandbox.url("data/" + folder)
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    for name in parts {
      let renamed = name.replacing("-idx", with: mark)
      try FileManager.default.moveItem(
        at: sandbox.url(name), to: target.appendingPathComponent(renamed))
      // Kaggle's copy has folders of the official names beside the files.
      guard renamed != name else { continue }
      try FileManager.default.createDirectory(
        at: target.appendingPathComponent(name), withIntermediateDirectories: false)
    }
    let reader = ParameterReader(
      issues: IssueCollector(), environment: ["LOCUS_DATA": sandbox.url("data").path])
    let parameters = try #require(DownloadedParameters.read([:], with: reader))
    #expect(try MNIST(parameters).load(.train).labels == IDXSamples.trainLabels)
  }

  @Test func filesOfAnotherDataSetAreNamed() throws {
    let sandbox = try DataSandbox()
    try sandbox.write([0], to: "emnist-letters-train-images-idx3-ubyte")
    let text = message { _ = try load(["name": "mnist", "path": sandbox.path]) }
    #expect(
      text?.contains("/emnist-letters-train-images-idx3-ubyte, which is of another data set; run")
        == true)
  }

  /// $LOCUS_DATA is that of the surroundings in which the spec is read, or else ./data.
  @Test(arguments: [("/somewhere", "/somewhere/mnist"), ("", "data/mnist")])
  func withoutAPathTheDataFolderIsSearched(_ variable: String, _ expected: String) throws {
    let reader = ParameterReader(
      issues: IssueCollector(), environment: ["LOCUS_DATA": variable])
    for json: JSON in [[:], ["path": "default"]] {
      let parameters = try #require(DownloadedParameters.read(json, with: reader))
      #expect(parameters.folders(["mnist"])[0].relativePath == expected)
      #expect(parameters.json == ["path": "default"])
    }
  }
}
