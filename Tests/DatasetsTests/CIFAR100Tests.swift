import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Framework

@Suite struct CIFAR100Tests {
  static let count = 4

  static func pixels(_ record: Int) -> [UInt8] { CIFAR10Tests.pixels(ofRecord: record) }

  /// Record r has the fine label 24 r + 3 and the coarse label r + 16.
  static func write(to sandbox: DataSandbox, in place: String = "") throws {
    for name in ["train", "test"] {
      let first = name == "test" ? 50 : 0
      var bytes: [UInt8] = []
      for record in 0..<count {
        bytes += [UInt8(record + 16), UInt8(24 * record + 3)]
        bytes += pixels(record + first)
      }
      try sandbox.write(bytes, to: place + name + ".bin")
    }
    for (name, classes) in [("fine", 100), ("coarse", 20)] {
      let text = (0..<classes).map { "\(name)_\($0)\n" }.joined()
      try sandbox.write(Array(text.utf8), to: place + name + "_label_names.txt")
    }
  }

  /// The same as Python's pickles, as far as the reader looks: protocol 2.
  static func writePickles(to sandbox: DataSandbox, in place: String = "") throws {
    func list(_ values: [Int]) -> [UInt8] {
      [0x5D, 0x28] + values.flatMap { [0x4B, UInt8($0)] } + [0x65]
    }
    func text(_ value: String) -> [UInt8] { [0x55, UInt8(value.utf8.count)] + Array(value.utf8) }
    for name in ["train", "test"] {
      let data = (0..<count).flatMap { pixels($0 + (name == "test" ? 50 : 0)) }
      let size = UInt32(data.count)
      let length = (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * UInt32($0))) }
      // numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), 'b'), then its state.
      var array: [UInt8] = Array("cnumpy.core.multiarray\n_reconstruct\n".utf8)
      array += Array("cnumpy\nndarray\n".utf8) + [0x4B, 0, 0x85] + text("b") + [0x87, 0x52]
      array += [0x28, 0x4B, 1, 0x4B, UInt8(count), 0x4D, 0, 12, 0x86]
      array += Array("cnumpy\ndtype\n".utf8) + text("u1") + [0x4B, 0, 0x4B, 1, 0x87, 0x52]
      array += [0x89, 0x54] + length + data + [0x74, 0x62]
      var bytes: [UInt8] = [0x80, 2, 0x7D, 0x28]
      bytes += text("data") + array
      bytes += text("fine_labels") + list((0..<count).map { 24 * $0 + 3 })
      bytes += text("coarse_labels") + list((0..<count).map { $0 + 16 })
      try sandbox.write(bytes + [0x75, 0x2E], to: place + name)
    }
    var meta: [UInt8] = [0x80, 2, 0x7D, 0x28]
    for (name, classes) in [("fine", 100), ("coarse", 20)] {
      meta += text("\(name)_label_names") + [0x5D, 0x28]
      meta += (0..<classes).flatMap { text("\(name)_\($0)") } + [0x65]
    }
    try sandbox.write(meta + [0x75, 0x2E], to: place + "meta")
  }

  @Test(arguments: [true, false])
  func readsBothVersions(isBinary: Bool) throws {
    let sandbox = try DataSandbox()
    try isBinary ? Self.write(to: sandbox) : Self.writePickles(to: sandbox)
    let data = try load(["name": "cifar100", "path": sandbox.path])
    #expect(data.images.shape == ImageShape(channels: 3, height: 32, width: 32))
    #expect(data.labels == [3, 27, 51, 75] && data.classNames?[99] == "fine_99")
    expectSame(data.images.packedBytes(), (0..<4).flatMap(Self.pixels))
    let coarse = try load(["name": "cifar100", "path": sandbox.path, "labels": "coarse"])
    #expect(coarse.labels == [16, 17, 18, 19] && coarse.classNames?[19] == "coarse_19")
    let held = try load(["name": "cifar100", "path": sandbox.path, "split": "test"])
    expectSame(held.images.packedBytes(), (50..<54).flatMap(Self.pixels))
    let some = try load(["name": "cifar100", "path": sandbox.path, "classes": [27, 75]])
    #expect(some.labels == [27, 75])
  }

  @Test(arguments: ["cifar-100-binary/", "cifar-100-python/"])
  func isFoundInTheFolderOfAllData(place: String) throws {
    let sandbox = try DataSandbox()
    if place.contains("binary") {
      try Self.write(to: sandbox, in: place)
    } else {
      try Self.writePickles(to: sandbox, in: place)
    }
    #expect(try load("cifar100", in: sandbox, .test).labels == [3, 27, 51, 75])
  }

  @Test func whatIsWrongIsNamed() throws {
    let sandbox = try DataSandbox()
    func text() -> String? {
      message { _ = try load(["name": "cifar100", "path": sandbox.path]) }
    }
    #expect(
      text()?.contains("train.bin: there is no such file; run `locus fetch cifar100`") == true)
    try sandbox.write([1, 100] + Self.pixels(0), to: "train.bin")
    #expect(
      text()?.contains(
        "train.bin: record 0 has the label 100; labels are 0 to 99; is this the binary version of "
          + "CIFAR-100?") == true)
    try sandbox.write([1, 2] + Self.pixels(0), to: "train.bin")
    try sandbox.write(Array("apple\nbaby\n".utf8), to: "fine_label_names.txt")
    #expect(text()?.contains("has no \"fine_label_names\" of 100 classes") == true)
    // CIFAR-10's records are a byte shorter.
    try CIFAR10Tests.write(to: sandbox)
    try FileManager.default.removeItem(at: sandbox.url("train.bin"))
    try FileManager.default.copyItem(
      at: sandbox.url("data_batch_1.bin"), to: sandbox.url("train.bin"))
    #expect(text()?.contains("has 6146 bytes, which is no multiple of 3074") == true)
  }

  @Test func damagedPicklesAreReadOrRefused() throws {
    let sandbox = try DataSandbox()
    try Self.writePickles(to: sandbox)
    let data = try Data(contentsOf: sandbox.url("train"))
    // Damage to pixels changes pixels: only what stands before and behind them is damaged.
    let start = try #require(data.range(of: Data(Self.pixels(0).prefix(16)))).lowerBound
    let end = start + Self.count * 3072
    var damager = DataDamager(seed: 41)
    var refused = 0
    for _ in 0..<FuzzCount.cases(300) {
      let isHead = Bool.random(using: &damager)
      let head = isHead ? damager.damaged(data[..<start]) : Data(data[..<start])
      let tail = isHead ? Data(data[end...]) : damager.damaged(Data(data[end...]))
      try sandbox.write([UInt8](head + data[start..<end] + tail), to: "train")
      do {
        let collection = try load(["name": "cifar100", "path": sandbox.path])
        #expect(collection.labels?.allSatisfy { (0..<100).contains($0) } == true)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 150)
  }
}
