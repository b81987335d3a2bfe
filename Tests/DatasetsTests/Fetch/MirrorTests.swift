import Foundation
import Testing

@testable import Datasets

/// Servers that fail, and what happens then.
@Suite struct MirrorTests {
  let sample = FetchSample()

  @Test func triesAgainAfterATemporaryFailure() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try withLocalServer({ [sample] request, index in
        index < 2 ? ServedAnswer(status: 503) : .ranged(sample.bytes, request)
      }) { server in
        try sample.fetch(into: folder, from: [server.url], log: log)
        #expect(server.requests.count == 3)
        #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
      }
    }
    #expect(log.failures.count == 2)
    #expect(log.failures.allSatisfy { $0.contains("503") })
  }

  @Test func fallsToTheNextMirrorAndSaysWhy() throws {
    let log = ProgressLog()
    try withFetchFolder { folder in
      try withLocalServer({ _, _ in ServedAnswer(status: 404) }) { first in
        try withLocalServer({ [sample] request, _ in .ranged(sample.bytes, request) }) { second in
          let mirrors = [try LocalServer.refusingURL(), first.url, second.url]
          try sample.fetch(into: folder, from: mirrors, attempts: 2, log: log)
          #expect(first.requests.count == 1)
          #expect(second.requests.count == 1)
          #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        }
      }
    }
    #expect(log.failures.count == 3)
    #expect(log.failures.last?.contains("404") == true)
  }

  @Test func theNextMirrorContinuesWhatTheFirstBegan() throws {
    try withFetchFolder { folder in
      try withLocalServer({ [sample] request, _ in
        var answer = ServedAnswer.ranged(sample.bytes, request, tag: "\"first\"")
        answer.cutAfter = 12_288
        return answer
      }) { first in
        try withLocalServer({ [sample] request, _ in
          .ranged(sample.bytes, request, tag: "\"second\"")
        }) { second in
          try sample.fetch(into: folder, from: [first.url, second.url], attempts: 1)
          #expect(second.requests.map { $0.headers["range"] } == ["bytes=12288-"])
          #expect(second.requests[0].headers["if-range"] == nil)
          #expect(try Data(contentsOf: sample.target(in: folder)) == Data(sample.bytes))
        }
      }
    }
  }

  @Test func listsEveryMirrorAndWhatToDo() throws {
    try withFetchFolder { folder in
      try withLocalServer({ _, _ in ServedAnswer(status: 500) }) { first in
        let second = try LocalServer.refusingURL()
        let error = fetchError {
          try sample.fetch(into: folder, from: [first.url, second], attempts: 2)
        }
        #expect(first.requests.count == 2)
        guard case .mirrorsFailed("set/data.bin", let target, let failures) = error else {
          Issue.record("unexpected: \(String(describing: error))")
          return
        }
        #expect(target == sample.target(in: folder).path)
        #expect(failures.map(\.url) == ["\(first.url)data.bin", "\(second)data.bin"])
        #expect(failures[0].reason.contains("500"))
        #expect(failures[1].reason == "no connection to the host")
        let text = error?.description ?? ""
        #expect(text.contains("put it at \(target)"))
        #expect(failures.allSatisfy { text.contains("\($0.url): \($0.reason)") })
      }
    }
  }

  @Test func aCorruptFileIsRemovedAndNotPutInPlace() throws {
    var corrupt = sample.bytes
    corrupt[30_000] ^= 1
    let served = corrupt
    try withFetchFolder { folder in
      try withLocalServer({ request, _ in .ranged(served, request) }) { server in
        let error = fetchError { try sample.fetch(into: folder, from: [server.url]) }
        #expect(error?.description.contains("MD5") == true)
        #expect(error?.description.contains(sample.file.md5) == true)
        #expect(server.requests.count == 1)
        let left = try fileNames(in: folder.appendingPathComponent("set"))
        #expect(left.isEmpty)
      }
    }
  }

  @Test(arguments: [
    (ServedAnswer(body: [1, 2, 3]), "offers 3 bytes, expected 60000"),
    (
      ServedAnswer(body: [UInt8](repeating: 0, count: 70_000), statesLength: false),
      "more than the expected 60000"
    ),
    (
      ServedAnswer(headers: ["Content-Type": "text/html; charset=utf-8"], statesLength: false),
      "web page"
    ),
    (ServedAnswer(body: [1], statesLength: false), "closed at 1 of 60000 bytes"),
    (ServedAnswer(status: 403), "403"),
  ])
  func refusesAnotherFile(answer: ServedAnswer, reason: String) throws {
    try withFetchFolder { folder in
      try withLocalServer({ _, _ in answer }) { server in
        let error = fetchError {
          try sample.fetch(into: folder, from: [server.url], attempts: 1)
        }
        #expect(error?.description.contains(reason) == true)
        #expect(!FileManager.default.fileExists(atPath: sample.target(in: folder).path))
      }
    }
  }
}
