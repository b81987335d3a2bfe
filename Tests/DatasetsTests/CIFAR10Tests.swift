import TestSupport
import Testing

@testable import Datasets
@testable import Framework

@Suite struct CIFAR10Tests {
  /// Two records for each training file and three held out; record r of all has the label r mod 10.
  static func write(to sandbox: DataSandbox, damage: (String, inout [UInt8]) -> Void = { _, _ in })
    throws
  {
    var next = 0
    for (name, count) in [
      ("data_batch_1", 2), ("data_batch_2", 2), ("data_batch_3", 2), ("data_batch_4", 2),
      ("data_batch_5", 2), ("test_batch", 3),
    ] {
      var bytes = (next..<next + count).flatMap { [UInt8($0 % 10)] + pixels(ofRecord: $0) }
      damage(name, &bytes)
      try sandbox.write(bytes, to: "\(name).bin")
      next += count
    }
  }

  static func pixels(ofRecord record: Int) -> [UInt8] {
    (0..<3072).map { UInt8(truncatingIfNeeded: $0 &* ($0 / 1024 + 3) &+ 31 &* record) }
  }

  @Test func readsTheFiveTrainingFilesInOrder() throws {
    let sandbox = try DataSandbox()
    try Self.write(to: sandbox)
    let data = try load(["name": "cifar10", "path": sandbox.path])
    #expect(data.images.shape == ImageShape(channels: 3, height: 32, width: 32))
    #expect(data.labels == Array(0..<10))
    expectSame(data.images.packedBytes(), (0..<10).flatMap(Self.pixels))
    #expect(data.classNames?[6] == "frog")
    let held = try load(["name": "cifar10", "path": sandbox.path], split: .test)
    #expect(held.labels == [0, 1, 2])
    expectSame(held.images.packedBytes(), (10..<13).flatMap(Self.pixels))
  }

  @Test func aMissingFileSaysHowToGetIt() throws {
    let sandbox = try DataSandbox()
    let text = message { _ = try load(["name": "cifar10", "path": sandbox.path]) }
    #expect(text?.contains("data_batch_1.bin: there is no such file") == true)
    #expect(text?.contains("run `locus fetch cifar10`, or set LOCUS_DATA") == true)
  }

  @Test func aFileCutShortIsRefused() throws {
    let sandbox = try DataSandbox()
    try Self.write(to: sandbox) { if $0 == "data_batch_3" { $1.removeLast() } }
    let text = message { _ = try load(["name": "cifar10", "path": sandbox.path]) }
    #expect(
      text?.contains("data_batch_3.bin: has 6145 bytes, which is no multiple of 3073") == true)
  }

  @Test func anEmptyFileIsRefused() throws {
    let sandbox = try DataSandbox()
    try Self.write(to: sandbox) { if $0 == "test_batch" { $1 = [] } }
    let text = message { _ = try load(["name": "cifar10", "path": sandbox.path], split: .test) }
    #expect(text?.contains("test_batch.bin") == true)
  }

  /// CIFAR-100's records have two label bytes, the first of which goes to 19.
  @Test func aLabelAbove9IsRefused() throws {
    let sandbox = try DataSandbox()
    try Self.write(to: sandbox) { if $0 == "data_batch_2" { $1[3073] = 10 } }
    let text = message { _ = try load(["name": "cifar10", "path": sandbox.path]) }
    #expect(text?.contains("data_batch_2.bin: record 1 has the label 10") == true)
  }
}
