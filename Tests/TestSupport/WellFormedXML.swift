import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reads XML for whether it is well-formed, and gathers what it holds.
package final class WellFormedXML: NSObject, XMLParserDelegate {
  /// Names of the elements in the order of their starts.
  package private(set) var elements: [String] = []
  /// The text of each element of a name, in their order.
  package private(set) var texts: [String: [String]] = [:]
  /// What is wrong; nil for XML that is well-formed.
  package private(set) var problem: String?
  private var open: [(name: String, text: String)] = []

  package init(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    if !parser.parse() {
      problem = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "no XML")"
    }
  }

  package func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(name)
    open.append((name, ""))
  }

  package func parser(_ parser: XMLParser, foundCharacters string: String) {
    if !open.isEmpty { open[open.count - 1].text += string }
  }

  package func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    let last = open.removeLast()
    texts[last.name, default: []].append(last.text)
    // The text of an element holds that of those inside.
    if !open.isEmpty { open[open.count - 1].text += last.text }
  }
}
