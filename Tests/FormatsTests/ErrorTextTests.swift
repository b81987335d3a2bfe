import Foundation
import Testing

@testable import LocusFormats

@Suite struct ErrorTextTests {
  private struct Own: Error, CustomStringConvertible { let description = "own words" }

  @Test func foundationsErrorsAreReadable() throws {
    let error = try #require(throws: (any Error).self) {
      try FileManager.default.attributesOfItem(atPath: "/no/such/file")
    }
    #expect(error.plainText.hasPrefix("/no/such/file: "))
    for text in [error.plainText, URLError(.timedOut).plainText] {
      #expect(!text.contains("Error Domain=") && !text.contains("UserInfo"), "\(text)")
    }
  }

  @Test func ownErrorsAreAsTheyAre() {
    #expect(Own().plainText == "own words")
    let error = FormatError(file: "a", problem: "is b", advice: "do c")
    #expect(error.plainText == "a: is b; do c")
  }
}
