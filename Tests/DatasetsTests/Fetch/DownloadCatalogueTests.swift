import Testing

@testable import Datasets

@Suite struct DownloadCatalogueTests {
  @Test func namesAreUniqueAndFound() {
    #expect(Set(DownloadCatalogue.names).count == DownloadCatalogue.all.count)
    for set in DownloadCatalogue.all {
      #expect(DownloadCatalogue.set(named: set.name)?.folder == set.folder)
    }
    #expect(DownloadCatalogue.set(named: "MNIST") == nil)
  }

  @Test func mirrorsAreFoldersInOrder() {
    #expect(DownloadCatalogue.all.map(\.mirrors.count) == [2, 2, 1, 1, 1, 1])
    for url in DownloadCatalogue.all.flatMap(\.mirrors) {
      #expect(url.absoluteString.hasSuffix("/") && url.scheme?.hasPrefix("http") == true)
    }
    let first = DownloadCatalogue.mnist.mirrors[0].appendingPathComponent("a.gz")
    #expect(first.absoluteString == "https://ossci-datasets.s3.amazonaws.com/mnist/a.gz")
  }

  @Test func everyFileHasALengthAndAChecksum() {
    let files = DownloadCatalogue.all.flatMap(\.files)
    for file in files {
      #expect(file.size > 0)
      #expect(file.md5.count == 32 && file.md5.allSatisfy { "0123456789abcdef".contains($0) })
    }
    #expect(Set(files.map(\.md5)).count == files.count)
  }

  @Test func cifarBatchesHoldTenThousandRecords() throws {
    let members = try #require(DownloadCatalogue.cifar10.files.first).members
    let batches = members.filter { $0.name.hasSuffix(".bin") }
    #expect(batches.count == 6)
    #expect(batches.allSatisfy { $0.size == 10_000 * (1 + 3 * 32 * 32) })
    let hundred = try #require(DownloadCatalogue.cifar100.files.first).members
    #expect(hundred.compactMap(\.size) == [50_000, 10_000].map { $0 * (2 + 3 * 32 * 32) })
  }

  /// Where torchvision puts its downloads, and where the data sets look for them.
  @Test func copiesAreThoseOfTorchvision() {
    #expect(
      DownloadCatalogue.all.map { Set($0.copies.map(\.folder)) }
        == [
          ["MNIST/raw"], ["FashionMNIST/raw"], ["cifar-10-batches-py"], ["KMNIST/raw"],
          ["EMNIST/raw"], ["cifar-100-python"],
        ])
    for copy in DownloadCatalogue.all.flatMap(\.copies) {
      #expect(copy.files.allSatisfy { $0.md5.map { $0.count == 32 } ?? true })
    }
    let names = DownloadCatalogue.emnist.copies[0].files.map(\.name)
    #expect(names.count == 24 && names[0] == "emnist-byclass-train-images-idx3-ubyte")
    #expect(DownloadCatalogue.emnist.files[0].members.map(\.name) == names.map { $0 + ".gz" })
  }
}
