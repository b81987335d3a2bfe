import Foundation
import Testing

@testable import Datasets

/// Interrupted downloads: what is kept, what is asked for, what is trusted.
@Suite struct ResumeTests {
  let sample = FetchSample()
  let half = 24_576

  @Test func continuesAfterACutConnection() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try withLocalServer({ [sample, half] request, index in
        var answer = ServedAnswer.ranged(sample.bytes, request, tag: "\"v1\"")
        if index == 0 { answer.cutAfter = half }
        return answer
      }) { server in
        try sample.fetch(into: folder, from: [server.url], log: log)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=\(half)-"])
        #expect(server.requests[1].headers["if-range"] == "\"v1\"")
        #expect(try fileNames(in: folder.appendingPathComponent("set")) == ["data.bin"])
      }
    }
    #expect(log.failures.count == 1)
  }

  @Test func continuesAfterAnEarlierProcess() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [sample, half] request, index in
        var answer = ServedAnswer.ranged(sample.bytes, request, tag: "\"v1\"")
        if index == 0 { answer.cutAfter = half }
        return answer
      }) { server in
        #expect(throws: FetchError.self) {
          try sample.fetch(into: folder, from: [server.url], attempts: 1)
        }
        #expect(LocalFile.length(of: sample.part(in: folder)) == half)
        try sample.fetch(into: folder, from: [server.url], attempts: 1)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests[1].headers["range"] == "bytes=\(half)-")
        #expect(server.requests[1].headers["if-range"] == "\"v1\"")
      }
    }
  }

  @Test func startsAgainWhereTheServerKnowsNoRanges() throws {
    try withFetchFolder { folder in
      try sample.put(Array(sample.bytes[..<half]), at: sample.part(in: folder))
      try withLocalServer({ [sample] _, _ in ServedAnswer(body: sample.bytes) }) { server in
        try sample.fetch(into: folder, from: [server.url])
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.count == 1)
        #expect(server.requests[0].headers["range"] == "bytes=\(half)-")
      }
    }
  }

  @Test func startsAgainWhenTheServerHasAnotherVersion() throws {
    let older = FetchSample(seed: 2)
    try withFetchFolder { folder in
      try withLocalServer({ [sample, half] request, index in
        index == 0
          ? ServedAnswer(headers: ["ETag": "\"old\""], body: older.bytes, cutAfter: half)
          : .ranged(sample.bytes, request, tag: "\"new\"")
      }) { server in
        try sample.fetch(into: folder, from: [server.url])
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.map { $0.headers["if-range"] } == [nil, "\"old\""])
      }
    }
  }

  @Test func aWeakEntityTagIsNotUsed() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [sample, half] request, index in
        var answer = ServedAnswer.ranged(sample.bytes, request, tag: "W/\"v1\"")
        if index == 0 { answer.cutAfter = half }
        return answer
      }) { server in
        try sample.fetch(into: folder, from: [server.url])
        #expect(server.requests.map { $0.headers["if-range"] } == [nil, nil])
        #expect(server.requests[1].headers["range"] == "bytes=\(half)-")
      }
    }
  }

  @Test func continuesThroughARedirect() throws {
    try withFetchFolder { folder in
      try sample.put(Array(sample.bytes[..<half]), at: sample.part(in: folder))
      try withLocalServer({ [sample] request, _ in
        request.path == "/data.bin"
          ? ServedAnswer(status: 302, headers: ["Location": "/elsewhere"])
          : .ranged(sample.bytes, request)
      }) { server in
        try sample.fetch(into: folder, from: [server.url])
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.map(\.path) == ["/data.bin", "/elsewhere"])
        #expect(server.requests[1].headers["range"] == "bytes=\(half)-")
      }
    }
  }

  @Test func aCompletePartNeedsNoServer() throws {
    try withFetchFolder { folder in
      try sample.put(sample.bytes, at: sample.part(in: folder))
      try sample.fetch(into: folder, from: [try LocalServer.refusingURL()])
      #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
    }
  }

  @Test(arguments: [1000, 60_000, 70_000])
  func aDamagedPartIsReplaced(length: Int) throws {
    try withFetchFolder { folder in
      try sample.put([UInt8](repeating: 0, count: length), at: sample.part(in: folder))
      try withLocalServer({ [sample] request, _ in .ranged(sample.bytes, request) }) { server in
        try sample.fetch(into: folder, from: [server.url])
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.last?.headers["range"] == nil)
      }
    }
  }

  @Test func startsAgainAfterHTTP416() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try sample.put(Array(sample.bytes[..<half]), at: sample.part(in: folder))
      try withLocalServer({ [sample] request, index in
        index == 0
          ? ServedAnswer(status: 416, headers: ["Content-Range": "bytes */100"])
          : .ranged(sample.bytes, request)
      }) { server in
        try sample.fetch(into: folder, from: [server.url], log: log)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.map { $0.headers["range"] } == ["bytes=\(half)-", nil])
      }
    }
    #expect(log.failures.count == 1)
    #expect(log.failures.first?.contains("416") == true)
  }

  @Test func aSilentConnectionIsGivenUpAndContinued() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try withLocalServer({ [sample, half] request, index in
        var answer = ServedAnswer.ranged(sample.bytes, request)
        if index == 0 { answer.stallAfter = half }
        return answer
      }) { server in
        // On a busy machine a later connection may seem silent too, hence the many attempts.
        try sample.fetch(
          into: folder, from: [server.url], attempts: 10, idleTimeout: 0.5, log: log)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests.count >= 2)
      }
    }
    #expect(log.failures.first == "no data for 0.5 s")
  }

  @Test func cancellationKeepsThePart() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try withLocalServer({ [sample] request, index in
        var answer = ServedAnswer.ranged(sample.bytes, request, tag: "\"v1\"")
        if index == 0 { answer.pieceDelay = 0.02 }
        return answer
      }) { server in
        let error = fetchError {
          try sample.fetch(into: folder, from: [server.url, server.url], log: log) {
            log.latestBytes >= 8192
          }
        }
        guard case .cancelled("data.bin", let bytes, sample.bytes.count) = error else {
          Issue.record("unexpected: \(String(describing: error))")
          return
        }
        #expect((8192..<sample.bytes.count).contains(bytes))
        #expect(LocalFile.length(of: sample.part(in: folder)) == bytes)
        #expect(server.requests.count == 1)
        try sample.fetch(into: folder, from: [server.url])
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        #expect(server.requests[1].headers["range"] == "bytes=\(bytes)-")
      }
    }
  }

  @Test func cancellationIsNoticedWhileNothingArrives() throws {
    let start = Date()
    try withFetchFolder { folder in
      try withLocalServer({ [sample] request, _ in
        var answer = ServedAnswer.ranged(sample.bytes, request)
        answer.stallAfter = 0
        return answer
      }) { server in
        let error = fetchError {
          try sample.fetch(into: folder, from: [server.url], idleTimeout: 60) {
            Date().timeIntervalSince(start) > 0.2
          }
        }
        #expect(error == .cancelled(file: "data.bin", bytes: 0, total: sample.bytes.count))
      }
    }
  }
}
