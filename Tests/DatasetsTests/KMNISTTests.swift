import Foundation
import Testing

@testable import Datasets
@testable import Framework

@Suite struct KMNISTTests {
  @Test func readsMNISTsFormat() throws {
    let data = try load(["name": "kmnist", "path": IDXSamples.zipped()])
    #expect(data.images.packedBytes() == IDXSamples.pixels(.train))
    #expect(data.labels == IDXSamples.trainLabels && data.classNames?[9] == "wo")
  }

  /// As torchvision leaves it.
  @Test(arguments: ["kmnist", "KMNIST/raw"])
  func isFoundInTheFolderOfAllData(place: String) throws {
    let sandbox = try DataSandbox()
    try IDXSamples.write(.test, to: sandbox, in: place)
    #expect(try load("kmnist", in: sandbox, .test).labels == IDXSamples.testLabels)
  }

  @Test func aMissingFileSaysHowToGetIt() throws {
    let sandbox = try DataSandbox()
    let text = message { _ = try load(["name": "kmnist", "path": sandbox.path]) }
    #expect(text?.contains("run `locus fetch kmnist`, or set LOCUS_DATA") == true)
  }
}
