import Foundation
import Framework

/// Downloads a tar.gz or zip archive and unpacks its members into the archive's folder.
///
/// The members' MD5s are kept in `checksums.md5` (the format of `md5sum`), so that a later run
/// can verify them without the archive.
struct ArchiveFetch: FetchItem {
  let archive: Downloader

  private var folder: URL { archive.target.deletingLastPathComponent() }
  private var members: [ArchiveMember] { archive.file.members }
  private var record: ChecksumRecord {
    ChecksumRecord(url: folder.appendingPathComponent("checksums.md5"))
  }

  var products: [URL] { members.map { folder.appendingPathComponent($0.name) } }

  func isInPlace() throws -> Bool {
    let recorded = record.read()
    var isComplete = true
    for (member, url) in zip(members, products) {
      isComplete = try isGood(url, member, md5: recorded[member.name]) && isComplete
    }
    if isComplete {
      let verified = members.allSatisfy { recorded[$0.name] != nil }
      report(.alreadyThere(verified: verified))
    }
    return isComplete
  }

  /// Throws what `Downloader.fetch` throws, and `FormatError` for an archive that is broken or
  /// lacks a member.
  func fetch() throws {
    // An archive that someone put there is theirs to remove.
    let isOurs = try !archive.isInPlace()
    if isOurs { try archive.fetch() }
    report(.unpacking)
    try unpack()
    if isOurs { try? FileManager.default.removeItem(at: archive.target) }
    report(.finished)
  }

  private func unpack() throws {
    let name = archive.file.name
    let found = try content()
    var checksums: [String: String] = [:]
    for (member, url) in zip(members, products) {
      if archive.options.isCancelled() {
        throw FetchError.cancelled(
          file: name, bytes: archive.file.size, total: archive.file.size)
      }
      guard let data = try found(member.name), member.size ?? data.count == data.count else {
        throw FormatError(
          file: name,
          problem: "'\(member.name)' is missing"
            + (member.size.map { " or not \($0) bytes long" } ?? ""),
          advice: "the archive is not the expected version of the data set")
      }
      let md5 = MD5.hash(data).hex
      checksums[member.name] = md5
      if try !isGood(url, member, md5: md5) { try place(data, at: url) }
    }
    try record.write(checksums)
  }

  /// The content of a member by its base name; nil if there is none.
  private func content() throws -> (String) throws -> Data? {
    let name = archive.file.name
    let data = try MappedFile.data(at: archive.target)
    if name.hasSuffix(".zip") {
      let zip = try ZipArchive(data, file: name, writer: "the publisher of the data set")
      return { wanted in
        try zip.members.first { $0.name.split(separator: "/").last.map(String.init) == wanted }
          .map(zip.content)
      }
    }
    // Room for headers and for the read-me files that are not unpacked.
    let limit = members.reduce(16 << 20) { $0 + ($1.size ?? 0) }
    let bytes = try Gzip.decompress(data, file: name, limit: limit)
    let found = try TarArchive(bytes, file: name).members(named: Set(members.map(\.name)))
    return { found[$0].map { Data($0) } }
  }

  private func place(_ data: Data, at url: URL) throws {
    let part = url.appendingPathExtension("part")
    try LocalFile.writing(part) { try data.write(to: part) }
    try LocalFile.rename(part, to: url)
  }

  private func isGood(_ url: URL, _ member: ArchiveMember, md5: String?) throws -> Bool {
    switch LocalFile.state(of: url, size: member.size, md5: md5) {
    case .good: return true
    case .missing: return false
    case .wrong(let reason):
      guard archive.options.force else {
        throw FetchError.wrongFile(path: url.path, reason: reason)
      }
      return false
    }
  }

  private func report(_ phase: FetchProgress.Phase) {
    archive.progress(
      FetchProgress(
        file: archive.label, phase: phase, bytes: archive.file.size, total: archive.file.size))
  }
}
