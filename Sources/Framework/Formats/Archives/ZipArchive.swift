import Foundation

/// Reading of zip archives (PKWARE's APPNOTE 6.3.x) whose members are stored or deflated.
package struct ZipArchive: Sendable {
  /// A member, as the directory at the end of the archive describes it.
  package struct Member: Sendable {
    package let name: String
    fileprivate let flags: UInt16
    fileprivate let method: UInt16
    fileprivate let checksum: UInt32
    fileprivate let compressedSize: Int
    /// Bytes of its content.
    package let size: Int
    fileprivate let headerOffset: Int

    package var isCompressed: Bool { method != 0 }
  }

  package let members: [Member]
  private let data: Data
  private let file: String

  /// - Parameter writer: what writes such archives, for advice.
  ///
  /// - Throws: `FormatError` when the directory is missing or damaged, or when members share bytes: each
  ///   may be asked for, and all together are then no more work than the file is long.
  package init(_ data: Data, file: String, writer: String = "numpy.savez") throws {
    self.data = data
    self.file = file
    members = try ZipDirectory(data, file: file, writer: writer).members()
    var rest = data.count
    for member in members {
      rest -= min(max(member.compressedSize, 0), data.count)
      guard rest >= 0 else { throw damaged(member, "shares bytes with others") }
    }
  }

  /// The uncompressed content of a member; stored ones are not copied.
  ///
  /// - Throws: `FormatError` when the member is damaged, encrypted or compressed in another way.
  package func content(of member: Member) throws -> Data {
    let stored = try stored(member)
    let content: Data
    switch member.method {
    case 0: content = stored
    case 8: content = try inflated(stored, member)
    default: throw unknownMethod(member)
    }
    guard content.count == member.size else {
      throw damaged(member, "has \(content.count) bytes, but \(member.size) are recorded")
    }
    guard Checksum.crc32(content) == member.checksum else {
      throw damaged(member, "has a CRC-32 other than the recorded one")
    }
    return content
  }

  /// The first `count` bytes of a member's content, fewer if it has no more; its checksum is not
  /// looked at.
  ///
  /// - Throws: `FormatError`, as ``content(of:)``.
  func start(of member: Member, count: Int) throws -> Data {
    let stored = try stored(member)
    switch member.method {
    case 0: return stored.prefix(count)
    case 8:
      let output = InflateOutput(limit: count)
      _ = try output.append(inflating: stored, at: 0, file: file, stopsAtLimit: true)
      return Data(output.bytes())
    default: throw unknownMethod(member)
    }
  }

  /// The bytes of a member as they lie in the archive.
  private func stored(_ member: Member) throws -> Data {
    guard member.flags & 1 == 0 else {
      throw FormatError(
        file: file, problem: "member '\(member.name)' is encrypted",
        advice: "write the archive without a password")
    }
    var reader = ByteReader(data, at: min(member.headerOffset, data.count), file: file)
    guard try reader.uint32LE() == 0x0403_4B50 else {
      throw damaged(member, "has no header at byte \(member.headerOffset)")
    }
    try reader.skip(22)
    let nameLength = Int(try reader.uint16LE())
    let extraLength = Int(try reader.uint16LE())
    try reader.skip(nameLength + extraLength)
    return try reader.bytes(member.compressedSize)
  }

  private func unknownMethod(_ member: Member) -> FormatError {
    FormatError(
      file: file, problem: "member '\(member.name)' is compressed with method \(member.method)",
      advice: "write the archive with stored or deflated members")
  }

  private func inflated(_ stored: Data, _ member: Member) throws -> Data {
    guard InflateOutput.isPossible(size: member.size, compressedSize: stored.count) else {
      throw damaged(member, "claims \(member.size) bytes, more than it can hold")
    }
    let output = InflateOutput(limit: member.size)
    let end = try output.append(inflating: stored, at: 0, file: file)
    guard end == stored.count else {
      throw damaged(member, "ends after \(end) of \(stored.count) compressed bytes")
    }
    return Data(output.bytes())
  }

  private func damaged(_ member: Member, _ problem: String) -> FormatError {
    FormatError(
      file: file, problem: "member '\(member.name)' \(problem)",
      advice: "the archive is damaged: write it again")
  }
}

/// The directory at the end of a zip archive.
private struct ZipDirectory {
  private let data: Data
  private let file: String
  private var offset = 0
  private var count = 0

  /// Finds the directory, by the 32-bit or the 64-bit record of where it is.
  init(_ data: Data, file: String, writer: String) throws {
    self.data = data
    self.file = file
    let end = try Self.endRecord(data, file: file, writer: writer)
    var reader = ByteReader(data, at: end + 10, file: file)
    count = Int(try reader.uint16LE())
    try reader.skip(4)
    offset = Int(try reader.uint32LE())
    guard count == 0xFFFF || offset == 0xFFFF_FFFF, end >= 20 else { return }
    var locator = ByteReader(data, at: end - 20, file: file)
    guard try locator.uint32LE() == 0x0706_4B50 else { return }
    try locator.skip(4)
    var record = ByteReader(
      data, at: min(try integer(locator.uint64LE()), data.count), file: file)
    guard try record.uint32LE() == 0x0606_4B50 else { throw damaged() }
    try record.skip(28)
    count = try integer(record.uint64LE())
    try record.skip(8)
    offset = try integer(record.uint64LE())
  }

  func members() throws -> [ZipArchive.Member] {
    var reader = ByteReader(data, at: min(offset, data.count), file: file)
    var members: [ZipArchive.Member] = []
    for _ in 0..<count { members.append(try member(&reader)) }
    return members
  }

  private func member(_ reader: inout ByteReader) throws -> ZipArchive.Member {
    guard try reader.uint32LE() == 0x0201_4B50 else { throw damaged() }
    try reader.skip(4)
    let flags = try reader.uint16LE()
    let method = try reader.uint16LE()
    try reader.skip(4)
    let checksum = try reader.uint32LE()
    var compressedSize = Int(try reader.uint32LE())
    var size = Int(try reader.uint32LE())
    let nameLength = Int(try reader.uint16LE())
    let extraLength = Int(try reader.uint16LE())
    let commentLength = Int(try reader.uint16LE())
    try reader.skip(8)
    var headerOffset = Int(try reader.uint32LE())
    let name = String(decoding: try reader.bytes(nameLength), as: UTF8.self)
    var extra = ByteReader(try reader.bytes(extraLength), file: file)
    try reader.skip(commentLength)
    // The zip64 field holds, in this order, those numbers that did not fit above.
    while extra.remaining >= 4 {
      let kind = try extra.uint16LE()
      var field = ByteReader(try extra.bytes(Int(try extra.uint16LE())), file: file)
      guard kind == 1 else { continue }
      if size == 0xFFFF_FFFF { size = try integer(field.uint64LE()) }
      if compressedSize == 0xFFFF_FFFF { compressedSize = try integer(field.uint64LE()) }
      if headerOffset == 0xFFFF_FFFF { headerOffset = try integer(field.uint64LE()) }
    }
    return ZipArchive.Member(
      name: name, flags: flags, method: method, checksum: checksum,
      compressedSize: compressedSize, size: size, headerOffset: headerOffset)
  }

  /// Offset of the record that ends the archive, followed only by its comment.
  private static func endRecord(_ data: Data, file: String, writer: String) throws -> Int {
    let tail = [UInt8](data.suffix(22 + 0xFFFF))
    for start in stride(from: tail.count - 22, through: 0, by: -1)
    where tail[start] == 0x50 && tail[start...].starts(with: [0x50, 0x4B, 5, 6]) {
      let commentLength = Int(tail[start + 20]) | Int(tail[start + 21]) << 8
      if start + 22 + commentLength == tail.count { return data.count - tail.count + start }
    }
    throw FormatError(
      file: file, problem: "not a complete zip archive: its directory is missing",
      advice: "give a file written by \(writer), or write it again")
  }

  private func integer(_ value: UInt64) throws -> Int {
    guard let result = Int(exactly: value) else { throw damaged() }
    return result
  }

  private func damaged() -> FormatError {
    FormatError(
      file: file, problem: "the directory of the zip archive is damaged",
      advice: "write the archive again")
  }
}
