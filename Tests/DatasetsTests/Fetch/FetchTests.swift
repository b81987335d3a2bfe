import Foundation
import Framework
import Testing

@testable import Datasets

@Suite struct FetchTests {
  @Test func anUnknownDataSetListsTheKnownOnes() throws {
    let folder = FileManager.default.temporaryDirectory
    let error = fetchError { _ = try Fetch.run(dataset: "mnsit", into: folder) }
    let known = ["mnist", "fashion-mnist", "cifar10", "kmnist", "emnist", "cifar100"]
    #expect(error == .unknownDataset("mnsit", known: known))
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
    ("kmnist", "/base/train-images-idx3-ubyte.gz", "kmnist/train-images-idx3-ubyte.gz"),
    ("emnist", "/base/gzip.zip", "emnist/gzip.zip"),
    ("cifar100", "/base/cifar-100-binary.tar.gz", "cifar-100-binary/cifar-100-binary.tar.gz"),
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

  // MARK: What others have downloaded

  /// A set of one file, and a copy of its content in two files elsewhere.
  private func copied(_ copies: [DownloadedCopy], mirror: URL) -> DownloadSet {
    DownloadSet(
      name: "sample", folder: "own", mirrors: [mirror],
      files: [DownloadFile(name: "a.gz", size: 3, md5: MD5.hash([1, 2, 3]).hex)], copies: copies)
  }

  @Test func aGoodCopyIsTakenInPlaceOfADownload() throws {
    let copies = [
      DownloadedCopy(folder: "Other/raw", files: [.init("a.gz", size: 9, md5: "none")]),
      DownloadedCopy(
        folder: "Other/raw", files: [.init("b", md5: MD5.hash([5]).hex), .init("c", size: 2)]),
    ]
    try withFetchFolder { folder in
      let raw = folder.appendingPathComponent("Other/raw")
      try FileManager.default.createDirectory(at: raw, withIntermediateDirectories: true)
      try Data([5]).write(to: raw.appendingPathComponent("b"))
      try withLocalServer({ _, _ in ServedAnswer(status: 404) }) { server in
        let set = copied(copies, mirror: server.url)
        let policy = DownloadPolicy(attempts: 1)
        func fetch(_ log: ProgressLog = ProgressLog()) throws -> [URL] {
          try Fetch.run(set, into: folder, options: FetchOptions(policy: policy)) { log.add($0) }
        }
        // A part of a copy, and one with another content, are none.
        for content in [nil, Data([1, 2, 3])] {
          try content?.write(to: raw.appendingPathComponent("c"))
          #expect(fetchError { _ = try fetch() } != nil)
        }
        #expect(server.requests.count == 2)
        try Data([1, 2]).write(to: raw.appendingPathComponent("c"))
        let log = ProgressLog()
        #expect(try fetch(log).map(\.lastPathComponent) == ["b", "c"])
        #expect(server.requests.count == 2)
        #expect(log.all.map(\.file) == ["Other/raw/b", "Other/raw/c"])
        #expect(
          log.all.map(\.phase)
            == [.alreadyThere(verified: true), .alreadyThere(verified: false)])
      }
    }
  }
}
