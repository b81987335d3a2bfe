import Foundation

#if canImport(MachO)
  import MachO
#endif

/// The program that is running, as files.
public enum RunningProgram {
  private static let contents = Result { try hash(of: files) }

  /// SHA-256 of the program's file; with libraries that it has loaded from beside it, of all their
  /// hashes. Computed when it is first asked for, some hundredths of a second, and kept.
  ///
  /// - Throws: ``FormatError`` if one of them cannot be read.
  public static func hash() throws -> String { try contents.get() }

  static func hash(of files: [URL]) throws -> String {
    guard files.count > 1 else { return try SHA256.hash(contentsOf: files[0]).hex }
    var hash = SHA256()
    for file in files { hash.update(Data(try SHA256.hash(contentsOf: file).bytes)) }
    return hash.finalized().hex
  }

  /// The program's file.
  public static var file: URL { URL(fileURLWithPath: path).resolvingSymlinksInPath() }

  /// The program first; then its own libraries, which lie in its folder or below, by name.
  static var files: [URL] {
    let program = file
    let folder = program.deletingLastPathComponent().path + "/"
    let libraries = Set(loaded.filter { $0.hasPrefix(folder) && $0 != program.path })
    return [program] + libraries.sorted().map { URL(fileURLWithPath: $0) }
  }

  #if canImport(MachO)
    private static var path: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

    private static var loaded: [String] {
      (0..<_dyld_image_count()).compactMap { _dyld_get_image_name($0).map { String(cString: $0) } }
    }
  #else
    private static let path = "/proc/self/exe"

    /// Paths of the files that are mapped as code: the last column of the system's table.
    private static var loaded: [String] {
      let table = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
      return table.split(separator: "\n").compactMap { line in
        guard line.contains("r-xp"), let start = line.firstIndex(of: "/") else { return nil }
        return String(line[start...])
      }
    }
  #endif
}
