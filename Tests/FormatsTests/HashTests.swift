import Foundation
import Testing

@testable import LocusFormats

/// Expected values are the examples of FIPS 180-4 and RFC 1321, and Python's hashlib for the rest.
@Suite struct HashTests {
  private static let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (long, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
  ])
  func sha256(message: String, digest: String) {
    #expect(SHA256.hash(Data(message.utf8)).hex == digest)
    #expect(SHA256.hash(Array(message.utf8)).description == digest)
  }

  @Test(arguments: [
    ("", "d41d8cd98f00b204e9800998ecf8427e"),
    ("abc", "900150983cd24fb0d6963f7d28e17f72"),
    ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
  ])
  func md5(message: String, digest: String) {
    #expect(MD5.hash(Data(message.utf8)).hex == digest)
  }

  @Test func aMillionLetters() {
    let letters = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(
      SHA256.hash(letters).hex
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    #expect(MD5.hash(letters).hex == "7707d6ae4e027c70eea2a935c2296f21")
  }

  /// Every length around a block's end, added in pieces of every size.
  @Test func piecesGiveTheSameDigest() throws {
    let message = (0..<200).map { UInt8($0) }
    var digests = SHA256()
    for length in 0...200 {
      let whole = SHA256.hash(Array(message.prefix(length)))
      var pieces = SHA256()
      var rest = message.prefix(length)
      while !rest.isEmpty {
        let size = 1 + length % 67
        pieces.update(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(pieces.finalized() == whole)
      digests.update(whole.bytes)
    }
    #expect(
      digests.finalized().hex == "64ef7c229fce2408b5336b6a542fea0e078c3a87d2da85cb3fc52e2008b65021")
  }

  @Test func hashesFiles() throws {
    let url = try FormatFixture.url("idx/images.idx")
    #expect(try SHA256.hash(contentsOf: url) == SHA256.hash(Data(contentsOf: url)))
    #expect(throws: FormatError.self) {
      try MD5.hash(contentsOf: url.appendingPathExtension("none"))
    }
  }
}
