import Foundation
import Testing

@testable import Datasets

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite struct ResponseRuleTests {
  private func continuesPart(
    _ status: Int, _ headers: [String: String], offset: Int = 100
  ) throws -> Bool {
    let url = try #require(URL(string: "http://example.org/file"))
    let response = try #require(
      HTTPURLResponse(
        url: url, statusCode: status, httpVersion: "HTTP/1.1", headerFields: headers))
    return try ResponseRule.continuesPart(response, offset: offset, expected: 200)
  }

  private func failure(
    _ status: Int, _ headers: [String: String] = [:]
  ) -> TransferFailure? {
    do {
      _ = try continuesPart(status, headers)
      return nil
    } catch {
      return error as? TransferFailure
    }
  }

  @Test func readsContentRanges() {
    #expect(ResponseRule.parse(contentRange: "bytes 100-199/200")?.start == 100)
    #expect(ResponseRule.parse(contentRange: "bytes 100-199/200")?.total == 200)
    #expect(ResponseRule.parse(contentRange: "bytes 100-199/*")?.start == 100)
    #expect(ResponseRule.parse(contentRange: "bytes 100-199/*")?.total == nil)
    for text in ["", "bytes", "bytes */200", "items 1-2/3", "bytes a-b/c"] {
      #expect(ResponseRule.parse(contentRange: text) == nil, "\(text)")
    }
  }

  @Test func aMatchingRangeContinuesAndAWholeFileStartsAgain() throws {
    #expect(try continuesPart(206, ["Content-Range": "bytes 100-199/200"]))
    #expect(try continuesPart(206, ["Content-Range": "bytes 100-199/*"]))
    #expect(try !continuesPart(200, ["Content-Length": "200"]))
    #expect(try !continuesPart(200, [:]))
    #expect(try !continuesPart(200, ["Content-Encoding": "identity"]))
  }

  @Test func anotherRangeMakesThePartUnusable() {
    for range in ["bytes 0-199/200", "bytes 99-199/200", ""] {
      guard case .unusablePart = failure(206, ["Content-Range": range]) else {
        Issue.record("accepted '\(range)'")
        continue
      }
    }
    guard case .unusablePart = failure(416) else {
      Issue.record("accepted 416")
      return
    }
  }

  @Test func anotherLengthOrEncodingIsPermanent() {
    let answers: [(Int, [String: String], String)] = [
      (200, ["Content-Length": "199"], "offers 199 bytes, expected 200"),
      (206, ["Content-Range": "bytes 100-299/300"], "offers 300 bytes, expected 200"),
      (200, ["Content-Encoding": "gzip"], "sent the file encoded as 'gzip'"),
      (200, ["Content-Type": "text/HTML"], "answered with a web page instead of the file"),
    ]
    for (status, headers, reason) in answers {
      #expect(failure(status, headers) == .permanent(reason))
    }
  }

  @Test(arguments: [408, 429, 500, 502, 503, 504])
  func aBusyServerIsTemporary(status: Int) {
    guard case .temporary(let reason) = failure(status) else {
      Issue.record("not temporary: \(status)")
      return
    }
    #expect(reason.contains("HTTP \(status)"))
  }

  @Test(arguments: [204, 304, 400, 401, 403, 404, 410])
  func otherAnswersArePermanent(status: Int) {
    guard case .permanent(let reason) = failure(status) else {
      Issue.record("not permanent: \(status)")
      return
    }
    #expect(reason.contains("HTTP \(status)"))
  }
}
