import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Framework

/// The Python version of CIFAR-10: small batches as Python 2 wrote the official ones, and the same
/// images as later versions of Python and NumPy write them.
@Suite struct CIFARBatchesTests {
  /// What a batch holds, as read by Python.
  struct Expected: Decodable {
    struct Batch: Decodable {
      let sha256: String
      let labels: [Int]
      /// The first four bytes of each image.
      let starts: [[UInt8]]

      enum CodingKeys: String, CodingKey {
        case sha256 = "sha256_of_data"
        case labels
        case starts = "first_4_bytes_of_each_image"
      }
    }
    let labelNames: [String]
    let batches: [String: Batch]

    enum CodingKeys: String, CodingKey {
      case labelNames = "label_names"
      case batches
    }

    static func read() throws -> Expected {
      try JSONDecoder().decode(
        Expected.self, from: Data(contentsOf: fixture("cifar_expected.json")))
    }

    func batch(_ name: String) throws -> Batch { try #require(batches[name]) }
  }

  static let folder = "cifar-10-batches-py"

  static func fixture(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/cifar10/\(name)")
  }

  /// The batches in a folder of their own, one of them changed.
  private static func copy(
    in place: String = "", _ change: (String, inout [UInt8]) -> Void = { _, _ in }
  ) throws -> DataSandbox {
    let sandbox = try DataSandbox()
    for url in try FileManager.default.contentsOfDirectory(
      at: fixture(folder), includingPropertiesForKeys: nil)
    {
      var bytes = [UInt8](try Data(contentsOf: url))
      change(url.lastPathComponent, &bytes)
      try sandbox.write(bytes, to: place + url.lastPathComponent)
    }
    return sandbox
  }

  @Test func readsTheFilesInOrder() throws {
    let expected = try Expected.read()
    let path = JSON.string(try Self.fixture(Self.folder).path)
    for (split, names) in [
      (Split.train, (1...5).map { "data_batch_\($0)" }), (.test, ["test_batch"]),
    ] {
      let data = try load(["name": "cifar10", "path": path], split: split)
      let batches = try names.map(expected.batch)
      #expect(data.images.shape == ImageShape(channels: 3, height: 32, width: 32))
      #expect(data.labels == batches.flatMap(\.labels))
      #expect(data.classNames == expected.labelNames)
      let bytes = try #require(data.images.packedBytes())
      for (index, batch) in batches.enumerated() {
        let part = Array(bytes[index * 20 * 3072..<(index + 1) * 20 * 3072])
        #expect(SHA256.hash(part).hex == batch.sha256)
      }
    }
  }

  /// Without a path the folder of its own name is looked for, and the one that torchvision fills.
  @Test(arguments: ["cifar-10-batches-py/", "cifar-10-batches-bin/cifar-10-batches-py/"])
  func isFoundInTheFolderOfAllData(place: String) throws {
    let sandbox = try Self.copy(in: place)
    let reader = ParameterReader(
      issues: IssueCollector(), environment: ["LOCUS_DATA": sandbox.folder.path])
    let parameters = try #require(DownloadedParameters.read([:], with: reader))
    let data = try CIFAR10(parameters).load(.test)
    #expect(data.labels == (try Expected.read().batch("test_batch").labels))
  }

  @Test func theBinaryVersionGoesFirst() throws {
    let sandbox = try Self.copy()
    try CIFAR10Tests.write(to: sandbox)
    let data = try load(["name": "cifar10", "path": sandbox.path])
    #expect(data.labels == Array(0..<10) && data.classNames?[6] == "frog")
  }

  @Test func withoutNamesOfItsOwnTheClassesHaveTheOfficialOnes() throws {
    let sandbox = try Self.copy()
    try FileManager.default.removeItem(at: sandbox.url("batches.meta"))
    let data = try load(["name": "cifar10", "path": sandbox.path])
    #expect(data.classNames?[9] == "truck")
  }

  @Test(arguments: [
    ("data_batch_1_p2", 20), ("data_batch_2images_p3", 2), ("data_batch_2images_p4", 2),
    ("data_batch_2images_p5", 2),
  ])
  func readsWhatOtherVersionsOfNumPyWrite(name: String, count: Int) throws {
    let url = try Self.fixture("numpy2/\(name)")
    let sandbox = try Self.copy()
    try sandbox.write([UInt8](Data(contentsOf: url)), to: "test_batch")
    let data = try load(["name": "cifar10", "path": sandbox.path], split: .test)
    let first = try Expected.read().batch("data_batch_1")
    #expect(data.labels == Array(first.labels.prefix(count)))
    let bytes = try #require(data.images.packedBytes())
    for index in 0..<count {
      let start = Array(bytes[index * 3072..<index * 3072 + 4])
      #expect(start == first.starts[index])
    }
    if count == 20 { #expect(SHA256.hash(bytes).hex == first.sha256) }
  }

  /// What is changed in the bytes of data_batch_3, and what is said.
  static let damages: [(String, String, String)] = [
    ("U\u{06}labels", "U\u{06}wabels", "data_batch_3: has no \"labels\" and \"data\""),
    // The last label 7 becomes 10; CIFAR-100's go to 99.
    ("K\u{07}K\u{03}e", "K\u{07}K\u{0A}e", "data_batch_3: image 19 has the label 10"),
    ("K\u{07}K\u{03}e", "K\u{07}NN0e", "data_batch_3: image 19 has None for a label"),
    ("K\u{07}K\u{03}e", "K\u{07}e", "has 19 labels and images of uint8 [20, 3072]"),
    ("U\u{02}u1", "U\u{02}i1", "images of int8 [20, 3072]"),
    ("U\u{02}u1", "U\u{02}O1", "holds elements of type 'O1', which is not read"),
    ("U\u{02}u1", "U\u{02}i2", "[20, 3072] of int16 takes 122880 bytes, but has 61440"),
    ("(K\u{01}K\u{14}M", "(K\u{01}K\u{13}M", "takes 58368 bytes, but has 61440"),
    ("cnumpy\ndtype", "cnumpy\nstype", "an array has an object of numpy.stype for a type"),
    ("_reconstruct", "_deconstruct", "numpy.core.multiarray._deconstruct where an array of NumPy"),
    ("\u{80}\u{02}}", "\u{80}\u{02})", "no sound pickle: setitems"),
  ]

  @Test(arguments: damages)
  func whatIsWrongIsNamed(part: String, replacement: String, words: String) throws {
    func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }
    let sandbox = try Self.copy { name, content in
      guard name == "data_batch_3", let range = content.firstRange(of: bytes(part)) else { return }
      content.replaceSubrange(range, with: bytes(replacement))
    }
    let text = message { _ = try load(["name": "cifar10", "path": sandbox.path]) }
    #expect(text?.contains(words) == true, "\(text ?? "read")")
  }

  @Test func aMissingBatchIsNamed() throws {
    let sandbox = try Self.copy()
    try FileManager.default.removeItem(at: sandbox.url("data_batch_4"))
    let text = message { _ = try load(["name": "cifar10", "path": sandbox.path]) }
    #expect(text?.contains("data_batch_4: there is no such file; run `locus fetch") == true)
  }

  @Test func damagedBatchesAreReadOrRefused() throws {
    let data = try Data(contentsOf: Self.fixture("numpy2/data_batch_2images_p4"))
    let sandbox = try DataSandbox()
    var damager = DataDamager(seed: 22)
    var refused = 0
    for _ in 0..<FuzzCount.cases(500) {
      try sandbox.write([UInt8](damager.damaged(data)), to: "test_batch")
      do {
        let images = try load(["name": "cifar10", "path": sandbox.path], split: .test).images
        #expect(images.count > 0)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 100)
  }
}
