import Foundation
import Testing

@testable import Datasets

@Suite struct FetchTests {
  @Test func anUnknownDataSetListsTheKnownOnes() throws {
    let folder = FileManager.default.temporaryDirectory
    let error = fetchError { _ = try Fetch.run(dataset: "mnsit", into: folder) }
    #expect(error == .unknownDataset("mnsit", known: ["mnist", "fashion-mnist", "cifar10"]))
    #expect(error?.description.contains("known: mnist, fashion-mnist, cifar10") == true)
  }

  @Test(arguments: [
    ("mnist", "/base/train-images-idx3-ubyte.gz", "mnist/train-images-idx3-ubyte.gz"),
    (
      "fashion-mnist", "/base/train-images-idx3-ubyte.gz",
      "fashion-mnist/train-images-idx3-ubyte.gz"
    ),
    (
      "cifar10", "/base/cifar-10-binary.tar.gz", "cifar-10-batches-bin/cifar-10-binary.tar.gz"
    ),
  ])
  func asksTheGivenMirrorAndNamesThePlace(
    dataset: String, request: String, place: String
  ) throws {
    try withFetchFolder { folder in
      try withLocalServer({ _, _ in ServedAnswer(status: 404) }) { server in
        let options = FetchOptions(mirrors: [server.url.appendingPathComponent("base")])
        let error = fetchError {
          _ = try Fetch.run(dataset: dataset, into: folder, options: options)
        }
        #expect(server.requests.map(\.path) == [request])
        let target = folder.appendingPathComponent(place).path
        #expect(error?.description.contains("put it at \(target)") == true)
      }
    }
  }

  @Test func aWrongFileIsReportedBeforeAnyDownload() throws {
    try withFetchFolder { folder in
      let wrong = folder.appendingPathComponent("mnist/t10k-labels-idx1-ubyte.gz")
      try FileManager.default.createDirectory(
        at: wrong.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data([1]).write(to: wrong)
      try withLocalServer({ _, _ in ServedAnswer(status: 404) }) { server in
        let error = fetchError {
          _ = try Fetch.run(
            dataset: "mnist", into: folder, options: FetchOptions(mirrors: [server.url]))
        }
        #expect(
          error == .wrongFile(path: wrong.path, reason: "1 bytes instead of 4542"))
        #expect(server.requests.isEmpty)
      }
    }
  }
}
