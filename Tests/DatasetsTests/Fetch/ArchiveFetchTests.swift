import Foundation
import Framework
import Testing

@testable import Datasets

/// A small archive in the layout of the binary CIFAR-10: records of a label and 3072 pixels.
@Suite struct ArchiveFetchTests {
  private static let batches = ["data_batch_1.bin", "test_batch.bin"]
  private static let recordLength = 3073

  let contents: [String: [UInt8]]
  let archive: [UInt8]

  init() {
    var contents = ["batches.meta.txt": Array("airplane\nautomobile\n".utf8)]
    var tar = TarBuilder()
    tar.add("cifar-10-batches-bin/", [], type: "5")
    tar.add("cifar-10-batches-bin/readme.html", [1, 2, 3])
    for (index, name) in Self.batches.enumerated() {
      contents[name] = FetchSample(count: 2 * Self.recordLength, seed: UInt64(index)).bytes
    }
    for (name, content) in contents { tar.add("cifar-10-batches-bin/\(name)", content) }
    self.contents = contents
    archive = TarBuilder.gzip(tar.finished)
  }

  private func set(_ archive: [UInt8], mirrors: [URL], extra: [ArchiveMember] = []) -> DownloadSet {
    let members = contents.sorted { $0.key < $1.key }.map {
      ArchiveMember(name: $0.key, size: $0.value.count)
    }
    let file = DownloadFile(
      name: "small.tar.gz", size: archive.count, md5: MD5.hash(archive).hex,
      members: members + extra)
    return DownloadSet(name: "small", folder: "small-bin", mirrors: mirrors, files: [file])
  }

  @discardableResult
  private func fetch(
    into folder: URL, _ set: DownloadSet, force: Bool = false, log: ProgressLog = ProgressLog()
  ) throws -> [URL] {
    let policy = DownloadPolicy(idleTimeout: 20, attempts: 1, backOff: 0.01)
    return try Fetch.run(set, into: folder, options: FetchOptions(force: force, policy: policy)) {
      log.add($0)
    }
  }

  private func contentsMatch(in folder: URL) throws -> Bool {
    try contents.allSatisfy { name, content in
      try Data(contentsOf: folder.appendingPathComponent("small-bin/\(name)")) == Data(content)
    }
  }

  @Test func unpacksAndVerifiesLater() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [archive] request, _ in .ranged(archive, request) }) { server in
        let log = ProgressLog()
        let set = set(archive, mirrors: [server.url])
        let urls = try fetch(into: folder, set, log: log)
        let expected = ["batches.meta.txt", "data_batch_1.bin", "test_batch.bin"]
        #expect(urls.map(\.lastPathComponent) == expected)
        #expect(try contentsMatch(in: folder))
        let inPlace = try fileNames(in: folder.appendingPathComponent("small-bin"))
        #expect(inPlace == ["batches.meta.txt", "checksums.md5"] + expected.dropFirst())
        #expect(log.all.suffix(2).map(\.phase) == [.unpacking, .finished])

        let secondLog = ProgressLog()
        #expect(try fetch(into: folder, set, log: secondLog) == urls)
        #expect(secondLog.all.map(\.phase) == [.alreadyThere(verified: true)])
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test func restoresAMissingFileAndLeavesTheOthers() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [archive] request, _ in .ranged(archive, request) }) { server in
        let set = set(archive, mirrors: [server.url])
        let urls = try fetch(into: folder, set)
        try FileManager.default.removeItem(at: urls[1])
        let old = Date(timeIntervalSince1970: 1_000_000)
        try FileManager.default.setAttributes(
          [.modificationDate: old], ofItemAtPath: urls[2].path)
        try fetch(into: folder, set)
        #expect(try contentsMatch(in: folder))
        let attributes = try FileManager.default.attributesOfItem(atPath: urls[2].path)
        #expect(attributes[.modificationDate] as? Date == old)
      }
    }
  }

  @Test func noticesADamagedFileThroughTheRecord() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [archive] request, _ in .ranged(archive, request) }) { server in
        let set = set(archive, mirrors: [server.url])
        let urls = try fetch(into: folder, set)
        var damaged = try Data(contentsOf: urls[1])
        damaged[100] ^= 1
        try damaged.write(to: urls[1])
        let error = fetchError { try fetch(into: folder, set) }
        #expect(error?.description.contains("--force") == true)
        #expect(try Data(contentsOf: urls[1]) == damaged)
        #expect(server.requests.count == 1)
        try fetch(into: folder, set, force: true)
        #expect(try contentsMatch(in: folder))
      }
    }
  }

  @Test func filesOfUnknownOriginAreCheckedByLength() throws {
    try withFetchFolder { folder in
      let place = folder.appendingPathComponent("small-bin")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for (name, content) in contents {
        try Data(content).write(to: place.appendingPathComponent(name))
      }
      let log = ProgressLog()
      let set = set(archive, mirrors: [try LocalServer.refusingURL()])
      try fetch(into: folder, set, log: log)
      #expect(log.all.map(\.phase) == [.alreadyThere(verified: false)])

      try Data([1]).write(to: place.appendingPathComponent("test_batch.bin"))
      let error = fetchError { try fetch(into: folder, set) }
      #expect(error?.description.contains("1 bytes instead of 6146") == true)
    }
  }

  @Test func usesAnArchivePutThereByHandAndKeepsIt() throws {
    try withFetchFolder { folder in
      let place = folder.appendingPathComponent("small-bin")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data(archive).write(to: place.appendingPathComponent("small.tar.gz"))
      try fetch(into: folder, set(archive, mirrors: [try LocalServer.refusingURL()]))
      #expect(try contentsMatch(in: folder))
      #expect(try fileNames(in: place).contains("small.tar.gz"))
    }
  }

  @Test func refusesAnArchiveThatLeadsOut() throws {
    var tar = TarBuilder()
    for (name, content) in contents { tar.add(name, content) }
    tar.add("../escaped", [1])
    let archive = TarBuilder.gzip(tar.finished)
    try withFetchFolder { folder in
      try withLocalServer({ request, _ in .ranged(archive, request) }) { server in
        #expect(throws: FormatError.self) {
          try fetch(into: folder, set(archive, mirrors: [server.url]))
        }
      }
      #expect(try fileNames(in: folder) == ["small-bin"])
      #expect(try fileNames(in: folder.appendingPathComponent("small-bin")) == ["small.tar.gz"])
    }
  }

  @Test func namesAMemberTheArchiveLacks() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [archive] request, _ in .ranged(archive, request) }) { server in
        let extra = [ArchiveMember(name: "data_batch_9.bin", size: 5)]
        do {
          try fetch(into: folder, set(archive, mirrors: [server.url], extra: extra))
          Issue.record("accepted")
        } catch let error as FormatError {
          #expect(error.problem.contains("'data_batch_9.bin' is missing"))
        }
      }
    }
  }

  /// EMNIST's archive: a folder in a zip, members of unknown length.
  @Test func zipArchivesAreUnpackedToo() throws {
    var zip = ZipBuilder()
    zip.add("gzip/", [])
    for (name, content) in contents { zip.add("gzip/" + name, content, isDeflated: true) }
    let archive = zip.finished
    let file = DownloadFile(
      name: "gzip.zip", size: archive.count, md5: MD5.hash(archive).hex,
      members: contents.keys.sorted().map { ArchiveMember(name: $0) })
    try withFetchFolder { folder in
      try withLocalServer({ request, _ in .ranged(archive, request) }) { server in
        let set = DownloadSet(
          name: "small", folder: "small-bin", mirrors: [server.url], files: [file])
        try fetch(into: folder, set)
        #expect(try contentsMatch(in: folder))
        let log = ProgressLog()
        try fetch(into: folder, set, log: log)
        #expect(log.all.map(\.phase) == [.alreadyThere(verified: true)])
        let lacking = DownloadFile(
          name: "gzip.zip", size: archive.count, md5: MD5.hash(archive).hex,
          members: [ArchiveMember(name: "emnist.gz")])
        let error = #expect(throws: FormatError.self) {
          try fetch(
            into: folder,
            DownloadSet(name: "other", folder: "other", mirrors: [server.url], files: [lacking]))
        }
        #expect(error?.problem == "'emnist.gz' is missing")
      }
    }
  }
}
