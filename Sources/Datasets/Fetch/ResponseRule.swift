import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Why one attempt at one URL ended without the file.
enum TransferFailure: Error, Equatable {
  /// May work a moment later.
  case temporary(String)
  /// This URL will not deliver.
  case permanent(String)
  /// The bytes on disk cannot be continued or are wrong; may work from the first byte.
  case unusablePart(String)
}

/// What a server's answer to a (range) request means for the part on disk (RFC 9110, 14 and 15).
enum ResponseRule {
  /// Whether the body continues the part at `offset` (true) or is the file from its first byte.
  ///
  /// `expected` is the length of the complete file. Throws `TransferFailure` if the body is of
  /// no use.
  static func continuesPart(
    _ response: HTTPURLResponse, offset: Int, expected: Int
  ) throws -> Bool {
    let status = response.statusCode
    switch status {
    case 200:
      try checkBody(response)
      if let length = response.value(forHTTPHeaderField: "Content-Length").flatMap({ Int($0) }),
        length != expected
      {
        throw TransferFailure.permanent("offers \(length) bytes, expected \(expected)")
      }
      return false
    case 206:
      try checkBody(response)
      let range = response.value(forHTTPHeaderField: "Content-Range") ?? ""
      guard let (start, total) = parse(contentRange: range), start == offset else {
        throw TransferFailure.unusablePart("sent range '\(range)' when asked from \(offset)")
      }
      if let total, total != expected {
        throw TransferFailure.permanent("offers \(total) bytes, expected \(expected)")
      }
      return true
    case 416:
      throw TransferFailure.unusablePart("HTTP 416: has no bytes from \(offset) on")
    case 408, 429, 500...599:
      throw TransferFailure.temporary(phrase(status))
    default:
      throw TransferFailure.permanent(phrase(status))
    }
  }

  /// First byte and, if stated, length of the whole, from `bytes 100-199/200`.
  static func parse(contentRange: String) -> (start: Int, total: Int?)? {
    let fields = contentRange.split(whereSeparator: { " -/".contains($0) })
    guard fields.count == 4, fields[0].lowercased() == "bytes", let start = Int(fields[1]),
      Int(fields[2]) != nil
    else { return nil }
    return (start, Int(fields[3]))
  }

  /// Refuses web pages (log-in portals answer 200) and bodies that URLSession decodes on the way,
  /// whose bytes are no longer those of the file.
  private static func checkBody(_ response: HTTPURLResponse) throws {
    if let type = response.value(forHTTPHeaderField: "Content-Type"),
      type.lowercased().hasPrefix("text/html")
    {
      throw TransferFailure.permanent("answered with a web page instead of the file")
    }
    if let encoding = response.value(forHTTPHeaderField: "Content-Encoding"),
      encoding.lowercased() != "identity"
    {
      throw TransferFailure.permanent("sent the file encoded as '\(encoding)'")
    }
  }

  private static func phrase(_ status: Int) -> String {
    "HTTP \(status) (\(HTTPURLResponse.localizedString(forStatusCode: status)))"
  }
}
