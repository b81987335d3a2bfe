import Foundation

/// Text in HTML.
enum HTML {
  /// The text with every character escaped that could end a text or an attribute.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // Neither belongs in a text.
      case _ where scalar.value < 32 && !["\n", "\t"].contains(scalar): escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// JSON that may stand inside a `script` element.
  static func script(_ json: String) -> String {
    json.replacing("<", with: "\\u003c").replacing("\u{2028}", with: "\\u2028")
      .replacing("\u{2029}", with: "\\u2029")
  }

  static func dataURI(_ data: Data, type: String) -> String {
    "data:\(type);base64,\(data.base64EncodedString())"
  }

  /// An `id` made from any text.
  static func id(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}
