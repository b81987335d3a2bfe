import Testing

@testable import Datasets
@testable import Framework

@Suite struct FashionMNISTTests {
  @Test func readsMNISTsFormat() throws {
    let data = try load(["name": "fashion-mnist", "path": IDXSamples.zipped()])
    #expect(data.images.packedBytes() == IDXSamples.pixels(.train))
    #expect(data.labels == IDXSamples.trainLabels)
    let held = try load(
      ["name": "fashion-mnist", "path": IDXSamples.zipped(), "split": "test"])
    #expect(held.labels == IDXSamples.testLabels)
  }

  @Test func theClassesAreClothes() throws {
    let names = try load(["name": "fashion-mnist", "path": IDXSamples.zipped()]).classNames
    #expect(names?.count == 10)
    #expect(names?[0] == "t-shirt" && names?[9] == "boot")
  }

  @Test func aMissingFileSaysHowToGetIt() throws {
    let sandbox = try DataSandbox()
    let text = message { _ = try load(["name": "fashion-mnist", "path": sandbox.path]) }
    #expect(text?.contains("run `locus fetch fashion-mnist`") == true)
  }
}
