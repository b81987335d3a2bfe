import Foundation
import Testing

@testable import Datasets

/// Ordinary downloads, files that are there already, and the local disk.
@Suite struct DownloaderTests {
  let sample = FetchSample()

  @Test func putsTheFileInPlaceAndReports() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try withLocalServer({ [sample] request, _ in .ranged(sample.bytes, request) }) { server in
        let urls = try sample.fetch(into: folder, from: [server.url], log: log)
        #expect(urls == [sample.target(in: folder)])
        #expect(try Data(contentsOf: urls[0]) == Data(sample.bytes))
        #expect(try fileNames(in: folder.appendingPathComponent("set")) == ["data.bin"])
        #expect(server.requests.map(\.path) == ["/data.bin"])
        #expect(server.requests[0].headers["range"] == nil)
        #expect(server.requests[0].headers["accept-encoding"] == "identity")
      }
    }
    let source = log.all.compactMap {
      if case .downloading(let url) = $0.phase { url.path } else { nil }
    }
    #expect(Set(source) == ["/data.bin"])
    #expect(log.all.map(\.bytes) == log.all.map(\.bytes).sorted())
    #expect(log.all.allSatisfy { $0.total == sample.bytes.count && $0.file == "set/data.bin" })
    #expect(log.all.contains { $0.bytesPerSecond > 0 })
    #expect(log.all.suffix(2).map(\.phase) == [.verifying, .finished])
  }

  @Test func needsNoContentLength() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [sample] _, _ in
        ServedAnswer(body: sample.bytes, statesLength: false)
      }) { server in
        try sample.fetch(into: folder, from: [server.url])
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
      }
    }
  }

  @Test func leavesAGoodFileAlone() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try sample.put(sample.bytes, at: sample.target(in: folder))
      let nowhere = try LocalServer.refusingURL()
      try sample.fetch(into: folder, from: [nowhere], force: true, log: log)
      #expect(try fileNames(in: folder.appendingPathComponent("set")) == ["data.bin"])
    }
    #expect(log.all.map(\.phase) == [.alreadyThere(verified: true)])
  }

  @Test(arguments: [0, 59_999, 60_000])
  func neverReplacesAnotherFileUnasked(length: Int) throws {
    let other = [UInt8](repeating: 7, count: length)
    try withFetchFolder { folder in
      try sample.put(other, at: sample.target(in: folder))
      try withLocalServer({ [sample] request, _ in .ranged(sample.bytes, request) }) { server in
        let error = fetchError { try sample.fetch(into: folder, from: [server.url]) }
        guard case .wrongFile(let path, let reason) = error else {
          Issue.record("unexpected: \(String(describing: error))")
          return
        }
        #expect(path == sample.target(in: folder).path)
        #expect(reason.contains(length == 60_000 ? "MD5" : "\(length) bytes instead of 60000"))
        #expect(server.requests.isEmpty)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(other))
        try sample.fetch(into: folder, from: [server.url], force: true)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
      }
    }
  }

  @Test func forceKeepsTheOldFileUntilTheNewOneIsVerified() throws {
    try withFetchFolder { folder in
      try sample.put([1, 2, 3], at: sample.target(in: folder))
      try withLocalServer({ _, _ in ServedAnswer(status: 404) }) { server in
        #expect(throws: FetchError.self) {
          try sample.fetch(into: folder, from: [server.url], force: true)
        }
      }
      #expect(try Data(contentsOf: sample.target(in: folder)) == Data([1, 2, 3]))
    }
  }

  @Test func saysWhereItCannotWrite() throws {
    try withFetchFolder { folder in
      // A file where the folder should be stops even a user who may write everywhere.
      let obstacle = folder.appendingPathComponent("set")
      try sample.put([1], at: obstacle)
      let nowhere = try LocalServer.refusingURL()
      let error = fetchError { try sample.fetch(into: folder, from: [nowhere]) }
      guard case .cannotWrite(let path, _) = error else {
        Issue.record("unexpected: \(String(describing: error))")
        return
      }
      #expect(path == obstacle.path)
      #expect(try Data(contentsOf: obstacle) == Data([1]))
    }
  }

  #if os(Linux)
    @Test func stopsWhenTheDiskIsFull() throws {
      try withFetchFolder { folder in
        let part = sample.part(in: folder)
        try FileManager.default.createDirectory(
          at: part.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
          atPath: part.path, withDestinationPath: "/dev/full")
        try withLocalServer({ [sample] request, _ in .ranged(sample.bytes, request) }) { server in
          let error = fetchError { try sample.fetch(into: folder, from: [server.url, server.url]) }
          #expect(
            error == .cannotWrite(path: part.path, reason: "No space left on device"))
          #expect(server.requests.count == 1)
        }
      }
    }
  #endif
}
