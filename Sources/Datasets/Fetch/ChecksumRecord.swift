import Foundation

/// MD5s of files by name in a text file, one `<md5>  <name>` a line: `md5sum -c` reads it too.
struct ChecksumRecord {
  let url: URL

  /// The checksums by name; empty if there is no record. Lines of another form are passed over.
  func read() -> [String: String] {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [:] }
    var checksums: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ", maxSplits: 1)
      if fields.count == 2, fields[0].count == 32 {
        checksums[String(fields[1].drop(while: { $0 == " " }))] = String(fields[0])
      }
    }
    return checksums
  }

  /// Replaces the record. Throws `FetchError.cannotWrite`.
  func write(_ checksums: [String: String]) throws {
    let lines = checksums.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
    try LocalFile.writing(url) {
      try Data(lines.joined().utf8).write(to: url, options: .atomic)
    }
  }
}
