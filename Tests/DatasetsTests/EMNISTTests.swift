import Foundation
import Testing

@testable import Datasets
@testable import Framework

@Suite struct EMNISTTests {
  private func write(_ subset: String, to sandbox: DataSandbox, in place: String = "") throws {
    try IDXSamples.write(to: sandbox, in: place, prefix: "emnist-\(subset)-train")
    try IDXSamples.write(.test, to: sandbox, in: place, prefix: "emnist-\(subset)-test")
  }

  @Test func imagesComeAsTheFilesHoldThem() throws {
    let sandbox = try DataSandbox()
    try write("balanced", to: sandbox)
    for (split, labels) in [
      (Split.train, IDXSamples.trainLabels), (.test, IDXSamples.testLabels),
    ] {
      let data = try load(["name": "emnist", "path": sandbox.path], split: split)
      #expect(data.images.shape == IDXSamples.shape)
      #expect(data.images.packedBytes() == IDXSamples.pixels(split) && data.labels == labels)
      #expect(
        data.remarks
          == [
            "emnist: images are transposed, as the files hold them and torchvision gives them; "
              + "\"upright\": true turns them"
          ])
    }
  }

  @Test func uprightTransposesThem() throws {
    let sandbox = try DataSandbox()
    try write("letters", to: sandbox)
    let data = try load([
      "name": "emnist", "path": sandbox.path, "subset": "letters", "upright": true,
    ])
    #expect(data.images.shape == ImageShape(channels: 1, height: 5, width: 4))
    let stored = IDXSamples.pixels(.train)
    // [n, y, x] of 4 × 5 as [n, x, y].
    let expected = (0..<3).flatMap { n in
      (0..<5).flatMap { x in (0..<4).map { y in stored[20 * n + 5 * y + x] } }
    }
    #expect(data.images.packedBytes() == expected)
    #expect(data.remarks.isEmpty)
  }

  @Test(arguments: [
    ("byclass", 62, 61, "z"), ("bymerge", 47, 46, "t"), ("balanced", 47, 36, "a"),
    ("letters", 27, 1, "a"), ("digits", 10, 9, "9"), ("mnist", 10, 0, "0"),
  ])
  func subsetsHaveTheirClasses(subset: String, count: Int, number: Int, name: String) throws {
    let sandbox = try DataSandbox()
    try write(subset, to: sandbox)
    let data = try load(["name": "emnist", "path": sandbox.path, "subset": .string(subset)])
    #expect(data.classNames?.count == count && data.classNames?[number] == name)
  }

  /// As torchvision leaves it, and as the archive holds it.
  @Test(arguments: ["emnist", "EMNIST/raw", "emnist/gzip"])
  func isFoundInTheFolderOfAllData(place: String) throws {
    let sandbox = try DataSandbox()
    try write("balanced", to: sandbox, in: place)
    #expect(try load("emnist", in: sandbox, .test).labels == IDXSamples.testLabels)
  }

  @Test func anotherSubsetIsNamed() throws {
    let sandbox = try DataSandbox()
    try write("letters", to: sandbox)
    let text = message { _ = try load(["name": "emnist", "path": sandbox.path]) }
    #expect(text?.contains("emnist-balanced-train-images-idx3-ubyte: there is no such") == true)
    #expect(text?.contains("emnist-letters-test-images-idx3-ubyte, which is of another") == true)
    #expect(text?.contains("run `locus fetch emnist`") == true)
    let unknown = message { _ = try load(["name": "emnist", "subset": "byclas"]) }
    #expect(unknown?.contains("did you mean \"byclass\"?") == true)
  }
}
