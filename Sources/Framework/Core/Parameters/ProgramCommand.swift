import Foundation

/// A program and its arguments, as a list of words.
///
/// A word that names a file or folder, seen from the spec's folder, stands for it from any folder,
/// and its content counts as part of the command. Any other word is passed on as it is; the first
/// one is then looked up in `$PATH`.
public struct ProgramCommand: ParameterType {
  enum Word: Sendable {
    case text(String)
    case file(FilePath)
  }

  let words: [Word]

  /// The words as the program is given them; at least one.
  public var arguments: [String] {
    words.map { word in
      switch word {
      case .text(let text): text
      case .file(let path): path.url.standardizedFileURL.path
      }
    }
  }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> ProgramCommand? {
    guard let values = json.array, !values.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    let words = values.enumerated().compactMap { index, value in
      word(value, with: reader.at(index))
    }
    return words.count == values.count ? ProgramCommand(words: words) : nil
  }

  /// Extensions of words that can only be meant as files.
  private static let scripts: Set<String> = ["py", "sh", "jl", "lua", "rb", "pl", "js"]

  private static func word(_ json: JSON, with reader: ParameterReader) -> Word? {
    guard let text = String.read(json, within: nil, with: reader) else { return nil }
    if text.hasPrefix("$") {
      return FilePath.read(json, within: nil, with: reader).map(Word.file)
    }
    let url = URL(fileURLWithPath: text, relativeTo: FilePath.baseFolder(of: json))
    guard !text.isEmpty, FileManager.default.fileExists(atPath: url.path) else {
      // A script that has vanished would pass for a word, and its units for another experiment's.
      guard !scripts.contains(url.pathExtension.lowercased()) else {
        reader.report("there is no file \(url.standardizedFileURL.path)", at: json)
        return nil
      }
      return .text(text)
    }
    return FilePath.read(json, within: nil, with: reader).map(Word.file)
  }

  public var json: JSON {
    .array(
      words.map { word in
        switch word {
        case .text(let text): .string(text)
        case .file(let path): path.json
        }
      })
  }

  public func identity() throws -> JSON {
    .array(
      try words.map { word in
        switch word {
        case .text(let text): .string(text)
        case .file(let path): ["content": try path.identity()]
        }
      })
  }

  public static func typeName(within bounds: Bounds?) -> String {
    "a list of words, the program first"
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    ["type": "array", "items": ["type": "string"], "minItems": 1]
  }
}
