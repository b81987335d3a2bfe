import Foundation
import TestSupport
import Testing

@testable import LocusFormats

@Suite struct NpzArchiveTests {
  private func archive(_ name: String) throws -> NpzArchive {
    try NpzArchive(contentsOf: FormatFixture.url("npz/\(name).npz"))
  }

  @Test(arguments: ["stored", "deflated"])
  func readsWhatNumpyWrites(name: String) throws {
    let archive = try archive(name)
    #expect(archive.names == ["weights", "labels"])
    let weights = try archive.array(named: "weights")
    #expect(weights.shape == [2, 3] && weights.floats() == [0, 1, 2, 3, 4, 5])
    #expect(try archive.array(named: "labels").integers() == (0..<300).map { $0 % 10 })
  }

  @Test func reads64BitSizes() throws {
    let archive = try archive("zip64")
    #expect(archive.names == ["weights"])
    #expect(try archive.array(named: "weights").floats() == [0, 1, 2, 3, 4, 5])
  }

  @Test func unknownNamesListTheKnownOnes() throws {
    let archive = try archive("stored")
    let error = #expect(throws: FormatError.self) { try archive.array(named: "bias") }
    #expect(error?.problem == "holds no array 'bias'")
    #expect(error?.advice == "choose one of: weights, labels")
  }

  @Test func otherCompressionsAreRefused() throws {
    let archive = try archive("bzip2")
    #expect(archive.names == ["weights"])
    let error = #expect(throws: FormatError.self) { try archive.array(named: "weights") }
    #expect(error?.problem == "member 'weights.npy' is compressed with method 12")
  }

  @Test func damageIsAnError() throws {
    let data = try FormatFixture.data("npz/stored.npz")
    let notZip = #expect(throws: FormatError.self) {
      try NpzArchive(data: data.dropLast(), file: "cut.npz")
    }
    #expect(notZip?.problem == "not a complete zip archive: its directory is missing")
    // The header says version 1; byte 200 is an element of the first array.
    var changed = data
    changed[200] ^= 1
    let archive = try NpzArchive(data: changed, file: "changed.npz")
    let error = #expect(throws: FormatError.self) { try archive.array(named: "weights") }
    #expect(error?.problem == "member 'weights.npy' has a CRC-32 other than the recorded one")
    #expect(throws: FormatError.self) { try NpzArchive(data: Data(), file: "empty.npz") }
  }

  /// Many members that are all the same bytes would be work without end.
  @Test func membersThatShareBytesAreRefused() throws {
    let content = Data(repeating: 1, count: 1000)
    let file = TorchFile.zip([("a", content), ("b", Data())])
    #expect(try ZipArchive(file, file: "a.zip").members.map(\.name) == ["a", "b"])
    var damaged = file
    // The second entry of the directory claims the size of the first.
    let entry = damaged.count - 22 - 47
    for place in [20, 24] {
      damaged.replaceSubrange(entry + place..<entry + place + 2, with: [0xE8, 3])
    }
    let error = #expect(throws: FormatError.self) { try ZipArchive(damaged, file: "a.zip") }
    #expect(error?.problem == "member 'b' shares bytes with others")
  }

  /// The array's header bounds what is unpacked, not what the archive says of itself.
  @Test func whatUnpacksToMoreThanItsHeaderTellsIsRefused() throws {
    let array = NpyArray([Float](repeating: 1, count: 6), shape: [2, 3]).encoded()
    func read(_ extra: Int) throws -> NpyArray {
      let bytes = [UInt8](array) + [UInt8](repeating: 0, count: extra)
      var archive = Bomb.zip("weights.npy", bytes)
      // Damage near the end of the compressed bytes: found only by who unpacks all of them.
      if extra > 0 { archive[archive.count - 130] ^= 0xFF }
      return try NpzArchive(data: archive, file: "bomb.npz").array(named: "weights")
    }
    #expect(try read(0).floats() == [1, 1, 1, 1, 1, 1])
    let error = #expect(throws: FormatError.self) { try read(1 << 22) }
    #expect(
      error?.problem
        == "shape [2, 3] of f4 needs 24 bytes, but \(24 + (1 << 22)) follow the header")
  }
}
