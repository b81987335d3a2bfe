import Foundation

/// A file or folder named in a spec.
///
/// Relative paths belong to the folder of the spec they stand in, or to the working directory when
/// they come from the command line. `$LOCUS_DATA` or `$LOCUS_REFERENCES` may start a path.
public struct FilePath: ParameterType {
  /// The path as it was written.
  public let text: String
  public let url: URL

  public init(_ url: URL, writtenAs text: String? = nil) {
    self.url = url
    self.text = text ?? url.path
  }

  /// Variables that may start a path, with what they should hold.
  static let variables = [
    "LOCUS_DATA": "the folder that holds mnist/, cifar-10-batches-bin/ …",
    "LOCUS_REFERENCES": "the folder that holds recorded or trained networks",
  ]

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> FilePath? {
    guard let text = json.string, !text.isEmpty else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    var path = text
    if text.hasPrefix("$") {
      let name = String(text.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" })
      guard let meaning = variables[name] else {
        let hint = NearestName.hint(name, among: variables.keys.sorted(), called: "variables")
        reader.report("a path may not start with $\(name)\(hint)", at: json)
        return nil
      }
      guard let value = reader.environment[name], !value.isEmpty else {
        reader.report("$\(name) is not set; set it to \(meaning)", at: json)
        return nil
      }
      path = value + text.dropFirst(name.count + 1)
    }
    let result = FilePath(
      URL(fileURLWithPath: path, relativeTo: baseFolder(of: json)), writtenAs: text)
    reader.issues.note(path: result, writtenAt: json.location)
    return result
  }

  static func baseFolder(of json: JSON) -> URL {
    let working = URL(
      fileURLWithPath: FileManager.default.currentDirectoryPath, isDirectory: true)
    // Values from the command line and from code have no line, and so no folder of their own.
    guard let location = json.location, location.line > 0 else { return working }
    return URL(fileURLWithPath: location.file, relativeTo: working).deletingLastPathComponent()
  }

  /// The path for a spec that may stand in another folder: variables stay, relative paths do not.
  public var json: JSON { .string(text.hasPrefix("$") ? text : url.standardizedFileURL.path) }

  public static var isWrittenAsString: Bool { true }
  public static func typeName(within bounds: Bounds?) -> String { "a path" }
  public static func schema(within bounds: Bounds?) -> JSON { ["type": "string"] }

  /// Hash of the file's bytes, or of the names and bytes of all files in the folder and below it,
  /// hidden ones and Python's caches left out.
  ///
  /// - Throws: ``FormatError`` if there is no such file or folder.
  public func identity() throws -> JSON {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw FormatError(
        file: url.path, problem: "there is no such file or folder",
        advice: "check the path, or the variable that starts it")
    }
    guard isFolder.boolValue else { return .string(try Self.hash(of: url)) }
    let files = try FileManager.default.subpathsOfDirectory(atPath: url.path).filter { path in
      var isFolder: ObjCBool = false
      let parts = path.split(separator: "/")
      return parts.allSatisfy { !$0.hasPrefix(".") && $0 != "__pycache__" }
        // Links are followed: model hubs keep folders of links to the files themselves.
        && FileManager.default.fileExists(
          atPath: url.appendingPathComponent(path).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
    return .array(
      try files.sorted().map {
        [.string($0), .string(try Self.hash(of: url.appendingPathComponent($0)))]
      })
  }

  private static func hash(of file: URL) throws -> String {
    SHA256.hash(try Data(contentsOf: file, options: .alwaysMapped)).hex
  }
}
